// What became of the audit logs: progress, files that could not be read, lines that are broken.

import { Scrollable } from "../../ui/scrollable";
import type { LogFile, Logs } from "./logs";
import { isRead, removeLogs } from "./logs";
import { state } from "./survey";
import { useUsage } from "./usage/texts";

/** How many files to name in a list. */
const SHOWN = 100;

/** The progress while logs are read; then how much was read, and what was not. */
export function LogsStatus({ logs }: { readonly logs: Logs }) {
  if (logs.current !== null) return <Reading logs={logs} name={logs.current} />;
  if (logs.lost) return <Lost cause={logs.lost.cause} message={logs.lost.message} />;
  return logs.files.length ? <ReadFiles files={logs.files} /> : null;
}

function Reading({ logs: { done, total }, name }: { readonly logs: Logs; readonly name: string }) {
  const { t, size } = useUsage();
  return (
    <div class="survey-progress">
      <progress aria-label={t.reading.progress} value={done} max={total} />
      <p class="logs-name">{t.reading.bytes(size(done), size(total), name)}</p>
      <button type="button" class="button" onClick={removeLogs}>
        {t.reading.cancel}
      </button>
    </div>
  );
}

function Lost({ cause, message }: { readonly cause: "load" | "crash"; readonly message: string }) {
  const { t } = useUsage();
  return (
    <div class="notice notice-error" role="alert">
      <p>
        {t.read.problem[cause]} {t.read.lost}
      </p>
      <p class="fine" lang="en">
        {message}
      </p>
    </div>
  );
}

function ReadFiles({ files }: { readonly files: readonly LogFile[] }) {
  const { t, number, size } = useUsage();
  const good = files.filter(({ outcome }) => isRead(outcome));
  const failed = files.filter(({ outcome }) => !isRead(outcome));
  const notes = good.filter(({ outcome }) => isRead(outcome) && (outcome.unread > 0 || outcome.problem));
  const bytes = good.reduce((sum, file) => sum + file.size, 0);
  const events = good.reduce((sum, { outcome }) => sum + (isRead(outcome) ? outcome.events : 0), 0);
  return (
    <div class="logs-read">
      <p role="status">
        {good.length ? t.read.done(good.length, size(bytes), number(events)) : null}
        {good.length && state.value.step === "idle" ? ` ${t.read.needsDump}` : null}
      </p>
      {failed.length ? (
        <div class="notice notice-error" role="alert">
          <h3>{t.read.failed(failed.length)}</h3>
          <Files files={failed} title={t.read.failed(failed.length)} />
        </div>
      ) : null}
      {notes.length ? (
        <details class="notice notice-warning">
          <summary>{t.read.notes(notes.length)}</summary>
          <Files files={notes} title={t.read.notes(notes.length)} />
        </details>
      ) : null}
      <p class="button-row">
        <button type="button" class="button" onClick={removeLogs}>
          {t.read.remove}
        </button>
      </p>
    </div>
  );
}

function Files({ files, title }: { readonly files: readonly LogFile[]; readonly title: string }) {
  const { t, number } = useUsage();
  return (
    <Scrollable as="ul" aria-label={title}>
      {files.slice(0, SHOWN).map((file, at) => (
        <li key={at}>
          <code>{file.name}</code>: <About file={file} />
        </li>
      ))}
      {files.length > SHOWN ? <li>{t.read.more(number(files.length - SHOWN))}</li> : null}
    </Scrollable>
  );
}

/** What is wrong with a file. */
function About({ file: { outcome } }: { readonly file: LogFile }) {
  const { t, number } = useUsage();
  if ("broken" in outcome) {
    return (
      <>
        {t.read.problem[outcome.broken]}
        {outcome.message ? <span lang="en"> ({outcome.message})</span> : null}
      </>
    );
  }
  const { recognised, unread, line, problem } = outcome;
  const parts: string[] = [];
  if (recognised && problem) parts.push(`${t.read.notAll}:`);
  if (unread) parts.push(t.read.lines(number(unread), number(line ?? 1)));
  // Of other problems, the line says nothing.
  if (problem === "unknown" && line !== null) parts.push(t.read.line(number(line)));
  if (problem) parts.push(t.read.problem[problem]);
  return <>{parts.join(" ")}</>;
}
