// The part of the report that audit logs add. It is loaded when it is first shown.

import "./usage.css";
import type { Found, UsageReport } from "../../../engine/usage-types";
import { save } from "../save";
import { GroupView } from "./group";
import { GROUPS, membersOf } from "./groups";
import { Said } from "./said-text";
import { period, useUsage } from "./texts";

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
      <Limits usage={usage} />
      {GROUPS.map((group) => (
        <GroupView key={group} group={group} members={groups[group]} found={found} />
      ))}
      {found.elsewhere.length ? <Elsewhere found={found} /> : null}
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
  const { t, number, time } = useUsage();
  const { from, to } = usage;
  const events = number(usage.events);
  if (from === null || to === null || minutes === null) return <p>{t.report.noPeriod(events)}</p>;
  return <p>{t.report.period(events, time(from), time(to), period(minutes, t.report, number))}</p>;
}

function Limits({ usage: { limits, unauthenticated } }: { readonly usage: UsageReport }) {
  const { t, number } = useUsage();
  if (!limits.length && !unauthenticated) return null;
  return (
    <div class="notice notice-warning">
      <h3>{t.report.limits}</h3>
      <ul class="usage-limits">
        {limits.map((limit) => (
          <li key={limit}>
            <Said sentence={limit} />
          </li>
        ))}
        {unauthenticated ? <li>{t.report.unauthenticated(number(unauthenticated))}</li> : null}
      </ul>
    </div>
  );
}

function Elsewhere({ found: { elsewhere } }: { readonly found: Found }) {
  const { t, number } = useUsage();
  return (
    <div class="usage-elsewhere">
      <h3>{t.report.elsewhere}</h3>
      <ul>
        {elsewhere.map(({ account, requests }) => (
          <li key={account}>{t.report.elsewhereOf(account, number(requests))}</li>
        ))}
      </ul>
    </div>
  );
}
