// The part of the report that audit logs add. It is loaded when it is first shown.

import "./usage.css";
import type { Found, UsageReport } from "../../../engine/usage-types";
import { save } from "../save";
import { GroupView } from "./group";
import { GROUPS, membersOf } from "./groups";
import { limitText, useUsage } from "./texts";
import { Remarks, UsedFacts } from "./used";

/** Who uses the token: the period, what the logs cannot show, and the workloads in their groups. */
export function UsageView({ found }: { readonly found: Found }) {
  const { t } = useUsage();
  const { usage } = found.report;
  if (!usage) return null;
  const groups = membersOf(found);
  return (
    <section aria-labelledby="usage-title" class="usage">
      <h2 id="usage-title">{t.report.title}</h2>
      <Period usage={usage} minutes={found.minutes} />
      <Limits found={found} usage={usage} />
      {GROUPS.map((group) => (
        <GroupView key={group} group={group} members={groups[group]} found={found} />
      ))}
      {found.elsewhere.length ? <Elsewhere found={found} /> : null}
      {found.neverUsed.length ? <NeverUsed found={found} /> : null}
      <p class="button-row">
        <button
          type="button"
          class="button"
          onClick={() => save("usage.json", "application/json", JSON.stringify(found.report, null, 2))}
        >
          {t.report.download}
        </button>
        <span class="fine">{t.report.downloadAbout}</span>
      </p>
    </section>
  );
}

function Period({ usage, minutes }: { readonly usage: UsageReport; readonly minutes: number | null }) {
  const { t, number, time, words } = useUsage();
  const { from, to } = usage;
  const events = number(usage.events);
  if (from === null || to === null || minutes === null) return <p>{t.report.noPeriod(events)}</p>;
  return <p>{t.report.period(events, time(from), time(to), words.length(minutes))}</p>;
}

function Limits({ found: { limits }, usage }: { readonly found: Found; readonly usage: UsageReport }) {
  const own = useUsage();
  const { t, number } = own;
  const { unauthenticated } = usage;
  if (!limits.length && !unauthenticated) return null;
  return (
    <div class="notice notice-warning">
      <h3>{t.report.limits}</h3>
      <ul class="usage-limits">
        {limits.map((limit) => (
          <li key={limit.limit}>{limitText(limit, own)}</li>
        ))}
        {unauthenticated ? <li>{t.report.unauthenticated(number(unauthenticated))}</li> : null}
      </ul>
    </div>
  );
}

function Elsewhere({ found: { elsewhere, report } }: { readonly found: Found }) {
  const { t } = useUsage();
  return (
    <section class="usage-group" aria-labelledby="usage-elsewhere">
      <h3 id="usage-elsewhere">{t.report.elsewhere}</h3>
      <ul class="usage-members">
        {elsewhere.map(({ account, used }) => (
          <li key={account} class="usage-workload">
            <div class="usage-who">
              <h4>{account}</h4>
              <Remarks used={used} />
            </div>
            <UsedFacts used={used} bars={null} usage={report.usage} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function NeverUsed({ found: { neverUsed } }: { readonly found: Found }) {
  const { t, number } = useUsage();
  return (
    <section class="usage-group" aria-labelledby="usage-never">
      <h3 id="usage-never">{t.report.neverUsed}</h3>
      <ul>
        {neverUsed.map(({ account, tokens }) => (
          <li key={account}>{t.report.neverUsedOf(account, number(tokens))}</li>
        ))}
      </ul>
    </section>
  );
}
