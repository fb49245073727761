// Filters and sorts the rows of the table.

import type { Row as SurveyRow } from "../../engine";
import type { InUse } from "../../engine/usage-types";

/** A row; with audit logs, it says whether what is in it was used. */
export interface Row extends SurveyRow {
  readonly used?: InUse;
}

export type Column =
  | "namespace"
  | "account"
  | "how"
  | "askedBy"
  | "bound"
  | "used"
  | "allowedBy"
  | "pods"
  | "containers"
  | "owners";
/** All columns; `used` is shown only with audit logs. */
export const COLUMNS: readonly Column[] = [
  "namespace",
  "account",
  "how",
  "askedBy",
  "bound",
  "used",
  "allowedBy",
  "pods",
  "containers",
  "owners",
];

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** The table's filter; an empty string matches everything. */
export interface Filter {
  readonly text: string;
  readonly namespace: string;
  readonly account: string;
  readonly how: string;
  readonly askedBy: string;
  readonly bound: string;
  readonly used: string;
}

export const EVERYTHING: Filter = {
  text: "",
  namespace: "",
  account: "",
  how: "",
  askedBy: "",
  bound: "",
  used: "",
};

/** The rows with what audit logs say of them, if there are any. */
export function withUse(rows: readonly SurveyRow[], used: readonly InUse[] | undefined): Row[] {
  return rows.map((row, at) => {
    const its = used?.[at];
    return its === undefined ? row : { ...row, used: its };
  });
}

export type Asked = "nobody" | "serviceAccount" | "pod" | "unknown";
/** In order of concern, in the chart as in the table. */
export const ASKED: readonly Asked[] = ["nobody", "serviceAccount", "pod", "unknown"];
export const asked = (row: Row): Asked => row.askedBy ?? "unknown";

export type Bound = "yes" | "no" | "unknown";
export const bound = (row: Row): Bound => (row.bound === null ? "unknown" : row.bound ? "yes" : "no");

export function filtered(rows: readonly Row[], filter: Filter): Row[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const is = (wanted: string, value: string) => wanted === "" || wanted === value;
  return rows.filter(
    (row) =>
      is(filter.namespace, row.namespace) &&
      is(filter.account, row.account ?? "?") &&
      is(filter.how, row.how) &&
      is(filter.askedBy, asked(row)) &&
      is(filter.bound, bound(row)) &&
      is(filter.used, row.used ?? "") &&
      (words.length === 0 || matches(row, words)),
  );
}

function matches(row: Row, words: readonly string[]): boolean {
  const text =
    `${row.namespace} ${row.account ?? ""} ${row.owners.join(" ")} ${row.allowedBy ?? ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

// A collator is slow to create, so all comparisons share one.
const byText = new Intl.Collator("en", { numeric: true });

export function sorted(rows: readonly Row[], { column, descending }: Order): Row[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort(
    (a, b) =>
      sign * compare(a, b, column) ||
      byText.compare(a.namespace, b.namespace) ||
      byText.compare(a.account ?? "", b.account ?? ""),
  );
}

function compare(a: Row, b: Row, column: Column): number {
  switch (column) {
    case "pods":
    case "containers":
      return a[column] - b[column];
    case "askedBy":
      return ASKED.indexOf(asked(a)) - ASKED.indexOf(asked(b));
    case "owners":
      return byText.compare(a.owners.join(), b.owners.join());
    case "bound":
      return byText.compare(bound(a), bound(b));
    default:
      return byText.compare(a[column] ?? "", b[column] ?? "");
  }
}
