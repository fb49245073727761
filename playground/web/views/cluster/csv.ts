// Exports rows as CSV.

import type { Row } from "./rows";
import { asked, bound } from "./rows";

const HEAD = [
  "namespace",
  "serviceAccount",
  "how",
  "askedBy",
  "roleBindings",
  "allowedBy",
  "pods",
  "containers",
  "owners",
];

/** The rows for a spreadsheet, in the format of RFC 4180. With audit logs, the last column is whether they were used. */
export function csv(rows: readonly Row[]): string {
  const withUse = rows.some(({ used }) => used !== undefined);
  const lines = rows.map((row) => [
    row.namespace,
    row.account ?? "",
    row.how,
    asked(row),
    bound(row),
    row.allowedBy ?? "",
    row.pods,
    row.containers,
    [...row.owners, ...(row.moreOwners ? [`${row.moreOwners} more`] : [])].join("; "),
    ...(withUse ? [row.used ?? ""] : []),
  ]);
  return [withUse ? [...HEAD, "used"] : HEAD, ...lines]
    .map((line) => `${line.map(field).join(",")}\r\n`)
    .join("");
}

function field(value: string | number): string {
  if (typeof value === "number") return String(value);
  // Names come from the cluster; a spreadsheet must not interpret them as formulas.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
