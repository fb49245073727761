// The rows of the table, filtered and sorted.

import { describe, expect, test } from "vitest";
import {
  COLUMNS,
  type Column,
  EVERYTHING,
  type Filter,
  filtered,
  type Row,
  sorted,
  withUse,
} from "../../web/views/cluster/rows";
import { row } from "./row";

const ROWS: readonly Row[] = [
  row({ namespace: "shop", account: "shop/web", pods: 2, containers: 10, owners: ["Deployment web"] }),
  row({
    namespace: "ci",
    account: "ci/runner",
    how: "projected",
    askedBy: "serviceAccount",
    bound: true,
    pods: 9,
    containers: 9,
    owners: ["Job b"],
    allowedBy: "allow.podAuthor",
  }),
  row({
    namespace: "ci",
    account: null,
    how: "secret",
    askedBy: null,
    bound: null,
    pods: 10,
    containers: 2,
    owners: ["Pod a", "Pod c"],
  }),
  row({
    namespace: "web-10",
    account: "web-10/x",
    askedBy: "pod",
    pods: 1,
    containers: 1,
    owners: ["Pod z"],
  }),
  row({ namespace: "web-9", account: "web-9/x", askedBy: "pod", pods: 1, containers: 1, owners: ["Pod y"] }),
];
const places = (rows: readonly Row[]) => rows.map((each) => ROWS.indexOf(each));

describe("filtered", () => {
  const filters: readonly { readonly filter: Partial<Filter>; readonly rows: readonly number[] }[] = [
    { filter: {}, rows: [0, 1, 2, 3, 4] },
    { filter: { namespace: "ci" }, rows: [1, 2] },
    { filter: { namespace: "web" }, rows: [] },
    { filter: { account: "ci/runner" }, rows: [1] },
    { filter: { account: "?" }, rows: [2] },
    { filter: { how: "secret" }, rows: [2] },
    { filter: { askedBy: "pod" }, rows: [3, 4] },
    { filter: { askedBy: "unknown" }, rows: [2] },
    { filter: { bound: "yes" }, rows: [1] },
    { filter: { bound: "no" }, rows: [0, 3, 4] },
    { filter: { bound: "unknown" }, rows: [2] },
    { filter: { namespace: "ci", bound: "no" }, rows: [] },
    { filter: { text: "web" }, rows: [0, 3, 4] },
    { filter: { text: "  DEPLOYMENT   shop " }, rows: [0] },
    { filter: { text: "podauthor" }, rows: [1] },
    { filter: { text: "pod z" }, rows: [3] },
    { filter: { text: "nowhere" }, rows: [] },
  ];
  for (const { filter, rows } of filters) {
    test(JSON.stringify(filter), () =>
      expect(places(filtered(ROWS, { ...EVERYTHING, ...filter }))).toEqual(rows),
    );
  }
});

test("with audit logs, each row says whether it was used, and can be found by that", () => {
  const used = withUse(ROWS, ["yes", "no", "unknown", "no", "yes"]);
  expect(used.map((each) => each.used)).toEqual(["yes", "no", "unknown", "no", "yes"]);
  expect(filtered(used, { ...EVERYTHING, used: "no" }).map(({ namespace }) => namespace)).toEqual([
    "ci",
    "web-10",
  ]);
  expect(withUse(ROWS, undefined)).toEqual(ROWS);
});

describe("sorted", () => {
  // Rows with the same value are ordered by namespace and account, with 9 before 10.
  const orders: Readonly<Record<Column, readonly number[]>> = {
    namespace: [2, 1, 0, 4, 3],
    account: [2, 1, 0, 4, 3],
    how: [0, 4, 3, 1, 2],
    askedBy: [0, 1, 4, 3, 2],
    bound: [0, 4, 3, 2, 1],
    used: [2, 1, 0, 4, 3],
    allowedBy: [2, 0, 4, 3, 1],
    pods: [4, 3, 0, 1, 2],
    containers: [4, 3, 2, 1, 0],
    owners: [0, 1, 2, 4, 3],
  };
  for (const column of COLUMNS) {
    test(`by ${column}`, () => {
      expect(places(sorted(ROWS, { column, descending: false }))).toEqual(orders[column]);
    });
  }

  test("descending, which does not reverse rows with the same value", () => {
    expect(places(sorted(ROWS, { column: "containers", descending: true }))).toEqual([0, 1, 2, 4, 3]);
  });

  test("does not change its argument", () => {
    const rows = [...ROWS];
    sorted(rows, { column: "pods", descending: true });
    expect(rows).toEqual(ROWS);
  });
});
