// A group of workloads, and what to do about their tokens.

import { useState } from "preact/hooks";
import type { Found, Group } from "../../../engine/usage-types";
import type { Member } from "./groups";
import { doubtTexts, useUsage } from "./texts";
import { WorkloadView } from "./workload";

/** How many workloads to show at once. */
const PAGE = 50;

interface Props {
  readonly group: Group;
  readonly members: readonly Member[];
  readonly found: Found;
}

export function GroupView({ group, members, found }: Props) {
  const own = useUsage();
  const { t, number } = own;
  const [shown, setShown] = useState(PAGE);
  const id = `usage-${group}`;
  return (
    <section class="usage-group" data-group={group} aria-labelledby={id}>
      <h3 id={id}>
        {t.report.groups[group]} <span class="badge">{t.report.workloads(number(members.length))}</span>
      </h3>
      {members.length ? (
        <>
          <p>{group === "unused" ? unused() : t.report.todo[group]}</p>
          <ul class="usage-members">
            {members.slice(0, shown).map((member) => (
              <WorkloadView key={keyOf(member)} member={member} found={found} />
            ))}
          </ul>
          {members.length > shown ? (
            <p class="button-row">
              <button type="button" class="button" onClick={() => setShown(shown + PAGE)}>
                {t.report.showMore(number(Math.min(PAGE, members.length - shown)))}
              </button>
            </p>
          ) : null}
        </>
      ) : (
        <p>{t.report.none}</p>
      )}
    </section>
  );

  function unused(): string {
    const { minutes, limits, report } = found;
    const length = minutes === null ? t.report.lengthUnknown : own.words.length(minutes);
    return t.report.unused(report.usage?.certainty ?? "low", length, doubtTexts(limits, own));
  }
}

function keyOf({ workload: { kind, namespace, name, account } }: Member): string {
  return `${kind} ${namespace}/${name} ${account}`;
}
