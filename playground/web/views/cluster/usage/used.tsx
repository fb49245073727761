// How a token was used: how often, when, and what for.

import type { ComponentChildren } from "preact";
import type { Bars, UsageReport, Used, UseRow } from "../../../engine/usage-types";
import { Spark } from "./chart";
import { useUsage } from "./texts";

/** How many uses to name. */
const USES = 4;

interface Props {
  readonly used: Used;
  /** Null where the times are not known. */
  readonly bars: Bars | null;
  readonly usage: UsageReport | null;
}

/** Requests, the last time, a chart, and what was asked. */
export function UsedFacts({ used: { requests, refused, last, uses, otherUses }, bars, usage }: Props) {
  const { t, number, time } = useUsage();
  return (
    <>
      <dl class="usage-amount">
        <Fact name={t.report.requests}>{t.report.amount(number(requests), number(refused))}</Fact>
        {last === null ? null : <Fact name={t.report.last}>{time(last)}</Fact>}
      </dl>
      {bars ? <Spark bars={bars} usage={usage} /> : <div />}
      <dl>
        <Fact name={t.report.asked}>
          <Uses uses={uses} more={otherUses > 0} />
        </Fact>
      </dl>
    </>
  );
}

export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Uses({ uses, more }: { readonly uses: readonly UseRow[]; readonly more: boolean }) {
  const { t, number } = useUsage();
  const left = number(Math.max(0, uses.length - USES));
  return (
    <ul>
      {uses.slice(0, USES).map((use, at) => (
        <li key={at}>{t.report.times(asked(use), number(use.requests))}</li>
      ))}
      {uses.length > USES ? (
        <li>
          <details>
            <summary>{more ? t.report.atLeastMore(left) : t.report.more(left)}</summary>
            <ul>
              {uses.slice(USES).map((use, at) => (
                <li key={at}>{t.report.times(asked(use), number(use.requests))}</li>
              ))}
            </ul>
          </details>
        </li>
      ) : null}
    </ul>
  );
}

/** What is remarkable about how a token was used. */
export function Remarks({ used }: { readonly used: Used }) {
  const { t, words } = useUsage();
  const { remarks } = t.core;
  const found = [
    used.tokens.some((kind) => kind !== "bound") ? remarks.tokens(used.tokens, used.secrets, words) : null,
    used.stale === null ? null : remarks.stale(used.stale, words),
    used.asOthers ? remarks.asOthers(used.asOthers, words) : null,
    used.otherUses ? remarks.otherUses(used.otherUses, words) : null,
    used.moreRights ? remarks.moreRights : null,
  ];
  return (
    <>
      {found.map((remark, at) =>
        remark === null ? null : (
          <p key={at} class="usage-why">
            {remark}
          </p>
        ),
      )}
    </>
  );
}

/** As token-check names it, such as `list pods` or `get /apis`. */
export function asked({ verb, resource, subresource, path }: UseRow): string {
  if (!resource) return `${verb} ${path}`;
  return subresource ? `${verb} ${resource}/${subresource}` : `${verb} ${resource}`;
}
