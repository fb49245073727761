// The table of who has which token.

import type { RefObject } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Scrollable } from "../../ui/scrollable";
import { csv } from "./csv";
import { Pager } from "./pager";
import type { Column, Filter, Order, Row } from "./rows";
import { asked, bound, COLUMNS, EVERYTHING, filtered, sorted } from "./rows";
import { RowsFilters } from "./rows-filters";
import { save } from "./save";
import { useCluster } from "./texts";
import { useUsage } from "./usage/texts";

const PAGE = 50;
const NUMBERS: ReadonlySet<Column> = new Set<Column>(["pods", "containers"]);

interface Props {
  readonly section: RefObject<HTMLElement | null>;
  readonly rows: readonly Row[];
  readonly filter: Filter;
  onFilter(filter: Filter): void;
}

/** The table, sorted, filtered and divided into pages. */
export function RowsTable({ section, rows, filter, onFilter }: Props) {
  const { t, number } = useCluster();
  const [order, setOrder] = useState<Order>({ column: "containers", descending: true });
  const [page, setPage] = useState(0);
  const found = useMemo(() => sorted(filtered(rows, filter), order), [rows, filter, order]);
  useEffect(() => setPage(0), [found]);
  const from = Math.min(page * PAGE, Math.max(0, found.length - 1));
  return (
    <section ref={section} class="rows" aria-labelledby="rows-title">
      <h2 id="rows-title">{t.table.title}</h2>
      <RowsFilters rows={rows} filter={filter} onFilter={onFilter} />
      <div class="rows-bar">
        <p role="status">{t.table.count(number(found.length), number(rows.length))}</p>
        <button
          type="button"
          class="button"
          title={t.table.exportAbout}
          disabled={!found.length}
          onClick={() => save("tokens.csv", "text/csv", csv(found))}
        >
          {t.table.export}
        </button>
      </div>
      {found.length ? (
        <>
          <Scrollable as="section" class="table-scroll" aria-label={t.table.scroll}>
            <table class="data">
              <Head columns={columnsOf(rows)} order={order} onOrder={setOrder} />
              <tbody>
                {found.slice(from, from + PAGE).map((row, at) => (
                  <Line key={from + at} row={row} />
                ))}
              </tbody>
            </table>
          </Scrollable>
          <Pager
            from={from}
            page={PAGE}
            all={found.length}
            label={t.table.title}
            onPage={(to) => setPage(to)}
          />
        </>
      ) : (
        <p class="empty">
          {t.table.none}{" "}
          <button type="button" class="button" onClick={() => onFilter(EVERYTHING)}>
            {t.table.reset}
          </button>
        </p>
      )}
    </section>
  );
}

function columnsOf(rows: readonly Row[]): readonly Column[] {
  const withUse = rows.some(({ used }) => used !== undefined);
  return COLUMNS.filter((column) => column !== "used" || withUse);
}

interface HeadProps {
  readonly columns: readonly Column[];
  readonly order: Order;
  onOrder(order: Order): void;
}

function Head({ columns, order, onOrder }: HeadProps) {
  const { t } = useCluster();
  const { t: usage } = useUsage();
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const current = order.column === column;
          // For numbers, the largest comes first by default.
          const descending = current ? !order.descending : NUMBERS.has(column);
          return (
            <th
              key={column}
              scope="col"
              class={NUMBERS.has(column) ? "number" : undefined}
              aria-sort={current ? (order.descending ? "descending" : "ascending") : "none"}
            >
              <button
                type="button"
                class="sort"
                title={t.table.sortHint}
                onClick={() => onOrder({ column, descending })}
              >
                {column === "used" ? usage.table.column : t.table.columns[column]}
                <svg viewBox="0 0 10 12" width="10" height="12" aria-hidden="true">
                  <path d="M5 0 9 5H1z" />
                  <path d="M5 12 1 7h8z" />
                </svg>
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function Line({ row }: { readonly row: Row }) {
  const { t, number } = useCluster();
  const { t: usage } = useUsage();
  return (
    <tr>
      <th scope="row">{row.namespace}</th>
      <td>{row.account ? (row.account.split("/")[1] ?? row.account) : <i>{t.table.unknownAccount}</i>}</td>
      <td>{t.how[row.how]}</td>
      <td>
        <span class="swatch" data-asked={asked(row)} aria-hidden="true" /> {t.asked[asked(row)]}
      </td>
      <td>{t.bound[bound(row)]}</td>
      {row.used ? <td>{usage.table.inUse[row.used]}</td> : null}
      <td>{row.allowedBy ? <code>{row.allowedBy}</code> : "—"}</td>
      <td class="number">{number(row.pods)}</td>
      <td class="number">{number(row.containers)}</td>
      <td class="owners">
        {row.moreOwners ? t.table.more(row.owners.join(", "), number(row.moreOwners)) : row.owners.join(", ")}
      </td>
    </tr>
  );
}
