// The chart of containers with a token.

import { nice, ticks } from "d3-array";
import { useMemo, useState } from "preact/hooks";
import type { Row } from "../../engine";
import { Scrollable } from "../../ui/scrollable";
import { Segments } from "../../ui/segments";
import { Legend } from "./legend";
import type { Filter } from "./rows";
import { ASKED } from "./rows";
import { useCluster } from "./texts";
import type { Total } from "./totals";
import { summedUp, totals } from "./totals";

type By = "namespace" | "account";
const BARS = 12;

interface Props {
  readonly rows: readonly Row[];
  /** Filters the table by what a bar stands for. */
  onChoose(filter: Partial<Filter>): void;
}

/** Containers with a token by namespace or account; each bar is split by who asked. */
export function Chart({ rows, onChoose }: Props) {
  const { t } = useCluster();
  const [by, setBy] = useState<By>("namespace");
  const all = useMemo(
    () => totals(rows, (row) => (by === "namespace" ? row.namespace : (row.account ?? "?"))),
    [rows, by],
  );
  return (
    <section class="chart" aria-labelledby="chart-title">
      <div class="chart-head">
        <h2 id="chart-title">{t.chart.title}</h2>
        <Segments<By>
          legend={t.chart.by}
          value={by}
          options={(["namespace", "account"] as const).map((each) => [each, t.chart[each]])}
          onChange={setBy}
        />
      </div>
      {all.length ? (
        <>
          <Legend />
          <Bars
            totals={summedUp(all, BARS)}
            onChoose={(key) => onChoose(by === "namespace" ? { namespace: key } : ofAccount(key))}
          />
          <p class="fine">
            {t.chart.filter} {t.chart.twice}
          </p>
          <TotalsTable totals={all} heading={t.chart[by]} />
        </>
      ) : (
        <p class="empty">{t.chart.none}</p>
      )}
    </section>
  );
}

function ofAccount(account: string): Partial<Filter> {
  return { account, namespace: account === "?" ? "" : (account.split("/")[0] ?? "") };
}

function Bars({
  totals: shown,
  onChoose,
}: {
  readonly totals: readonly Total[];
  onChoose(key: string): void;
}) {
  const { t, number } = useCluster();
  const most = Math.max(...shown.map(({ containers }) => containers));
  const [, end] = nice(0, most, 5);
  const share = (containers: number) => `${(containers / end) * 100}%`;
  return (
    <div class="bars">
      <ul>
        {shown.map(({ key, count, by, containers }) => {
          const name = key === "?" ? t.chart.unknownAccount : (key ?? t.chart.others(count));
          const bar = (
            <>
              <span class="bar-name">{name}</span>
              <span class="bar-track" aria-hidden="true">
                {ASKED.map((who) =>
                  by[who] ? (
                    <span
                      key={who}
                      class="bar-part"
                      data-asked={who}
                      title={`${t.asked[who]}: ${number(by[who])}`}
                      style={{ inlineSize: share(by[who]) }}
                    />
                  ) : null,
                )}
              </span>
              <span class="bar-value" aria-hidden="true">
                {number(containers)}
              </span>
            </>
          );
          return (
            <li key={key ?? ""}>
              {key === null ? (
                <div class="bar">{bar}</div>
              ) : (
                <button
                  type="button"
                  class="bar"
                  aria-label={t.chart.bar(name, number(containers))}
                  onClick={() => onChoose(key)}
                >
                  {bar}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <div class="bars-axis" aria-hidden="true">
        {ticks(0, end, 5)
          .filter(Number.isInteger)
          .map((tick) => (
            <span key={tick} style={{ insetInlineStart: share(tick) }}>
              {number(tick)}
            </span>
          ))}
      </div>
    </div>
  );
}

/** The same figures as a table, with every namespace or account. */
function TotalsTable({
  totals: all,
  heading,
}: {
  readonly totals: readonly Total[];
  readonly heading: string;
}) {
  const { t, number } = useCluster();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.chart.asTable}</summary>
      {open ? (
        <Scrollable as="section" class="table-scroll" aria-label={t.chart.asTable}>
          <table class="data">
            <thead>
              <tr>
                <th scope="col">{heading}</th>
                {ASKED.map((who) => (
                  <th key={who} scope="col" class="number">
                    {t.asked[who]}
                  </th>
                ))}
                <th scope="col" class="number">
                  {t.chart.total}
                </th>
              </tr>
            </thead>
            <tbody>
              {all.map(({ key, by, containers }) => (
                <tr key={key}>
                  <th scope="row">{key === "?" ? t.chart.unknownAccount : key}</th>
                  {ASKED.map((who) => (
                    <td key={who} class="number">
                      {number(by[who])}
                    </td>
                  ))}
                  <td class="number">{number(containers)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      ) : null}
    </details>
  );
}
