import { useState } from "preact/hooks";
import type { Change, Changed, Compared, ShownObject, Side } from "../../../engine/compare-types";
import { Icon } from "../../../ui/icons";
import { verdictOf } from "../../judge/verdict";
import { Pager } from "../pager";
import { useCluster } from "../texts";
import { useCompare } from "./texts";

/** The changes, in the order of the command. */
const CHANGES: readonly Change[] = ["nowRejected", "nowAccepted", "otherPatch", "otherWarnings"];
const PAGE = 10;

type One = Changed & { readonly shown: ShownObject };

/** The objects with another verdict, by what changes, and how many there are. */
export function VerdictsView({ compared: { report, objects } }: { readonly compared: Compared }) {
  const { t } = useCompare();
  const all = (report.verdicts ?? []).flatMap((one, at): One[] => {
    const shown = objects[at];
    return shown ? [{ ...one, shown }] : [];
  });
  const counts = CHANGES.map((change) => ({
    change,
    count: all.filter((one) => one.change === change).length,
  }));
  return (
    <section aria-labelledby="compare-verdicts">
      <h3 id="compare-verdicts">{t.verdicts.title}</h3>
      <p role="status">{t.verdicts.totals(counts, report.unchanged ?? 0, report.unreadable.length)}</p>
      {CHANGES.map((change) => (
        <Group key={change} change={change} members={all.filter((one) => one.change === change)} />
      ))}
      {report.unreadable.length ? <Unread lines={report.unreadable} /> : null}
    </section>
  );
}

function Group({ change, members }: { readonly change: Change; readonly members: readonly One[] }) {
  const { t, number } = useCompare();
  const [page, setPage] = useState(0);
  if (!members.length) return null;
  const from = Math.min(page, Math.floor((members.length - 1) / PAGE)) * PAGE;
  const id = `compare-${change}`;
  return (
    <section class="compare-group" data-change={change} aria-labelledby={id}>
      <h4 id={id}>
        {t.verdicts.changes[change]} <span class="badge">{t.verdicts.objects(members.length, number)}</span>
      </h4>
      <ul>
        {members.slice(from, from + PAGE).map((one, at) => (
          <li key={from + at}>
            <ObjectView one={one} />
          </li>
        ))}
      </ul>
      <Pager
        from={from}
        page={PAGE}
        all={members.length}
        label={t.verdicts.changes[change]}
        onPage={setPage}
      />
    </section>
  );
}

function ObjectView({ one }: { readonly one: One }) {
  const { t, number } = useCompare();
  const { shown, containers, change } = one;
  return (
    <>
      <p class="compare-object">
        <b>{shown.title}</b> {containers.length ? <span>{containers.join(", ")}</span> : null}
      </p>
      <p class="compare-change">
        <span class="visually-hidden">OLD: </span>
        <Verdict side={one.old} /> <Icon name="arrow" />
        <span class="visually-hidden">NEW: </span>
        <Verdict side={one.new} />
      </p>
      {change === "otherPatch" ? (
        <p>{t.verdicts.patches(number(edits(one.old)), number(edits(one.new)))}</p>
      ) : null}
      {change === "otherWarnings" ? (
        <>
          <Warnings who={t.verdicts.warns("OLD")} warnings={shown.onlyOld} />
          <Warnings who={t.verdicts.warns("NEW")} warnings={shown.onlyNew} />
        </>
      ) : null}
      <Message text={one.new.message ?? one.old.message} />
    </>
  );
}

function Verdict({ side }: { readonly side: Side }) {
  const { t } = useCluster();
  const verdict = verdictOf(side);
  if (verdict === "unjudged") return null;
  return (
    <span class="badge" data-verdict={verdict}>
      {t.actions.outcomes[verdict]}
    </span>
  );
}

function Message({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <p class="compare-message" lang="en">
      {text}
    </p>
  );
}

function Warnings({ who, warnings }: { readonly who: string; readonly warnings: readonly string[] }) {
  return warnings.map((warning) => (
    <p key={warning} class="compare-message">
      {who} <span lang="en">{warning}</span>
    </p>
  ));
}

function Unread({ lines }: { readonly lines: readonly string[] }) {
  const { t } = useCluster();
  return (
    <details class="notice notice-warning">
      <summary>{t.notes.unreadable(lines.length)}</summary>
      <ul lang="en">
        {lines.slice(0, PAGE).map((line) => (
          <li key={line}>
            <code>{line}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** How many edits a patch has. */
function edits({ patch }: Side): number {
  return patch?.length ?? 0;
}
