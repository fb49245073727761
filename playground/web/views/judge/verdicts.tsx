import { Scrollable } from "../../ui/scrollable";
import { Announcement } from "./announcement";
import { Applied } from "./applied";
import { Detail } from "./detail";
import { ObjectList } from "./object-list";
import { failure, selected, shown } from "./store";
import { useJudge } from "./texts";

/** The verdicts: a list if there are several objects, and the details of one. */
export function Verdicts() {
  const t = useJudge();
  return (
    <>
      <Announcement />
      {failure.value ? (
        <div class="notice notice-error" role="alert">
          <p>{t.failure[failure.value.kind]}</p>
          <p class="fine" lang="en">
            {failure.value.message}
          </p>
        </div>
      ) : null}
      <Applied />
      <Answered />
    </>
  );
}

function Answered() {
  const t = useJudge();
  const now = shown.value;
  if (!now) return failure.value ? null : <p role="status">{t.verdicts.judging}</p>;
  const { answer, isStale } = now;
  if (answer.settingsRefused !== null) {
    return (
      <article class="detail card" data-verdict="rejected">
        <header class="detail-head">
          <h2 tabIndex={-1}>{t.verdicts.refused}</h2>
        </header>
        <p class="detail-text">{t.verdicts.refusedAbout}</p>
        <Scrollable as="pre" class="terminal" lang="en">
          {answer.settingsRefused}
        </Scrollable>
      </article>
    );
  }
  const object = answer.objects[selected.value];
  if (!object)
    return <p class="empty">{answer.problems.length ? t.verdicts.unreadable : t.verdicts.empty}</p>;
  return (
    <>
      {isStale ? <p class="notice notice-warning">{t.verdicts.stale}</p> : null}
      {answer.objects.length > 1 ? <ObjectList answer={answer} /> : null}
      <Detail key={selected.value} object={object} isStale={isStale} />
    </>
  );
}
