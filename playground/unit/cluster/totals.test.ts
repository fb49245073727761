// The bars of the chart add up the rows, and the last one stands for all that do not fit.

import { describe, expect, test } from "vitest";
import { summedUp, totals } from "../../web/views/cluster/totals";
import { row } from "./row";

const ROWS = [
  row({ namespace: "b", containers: 2 }),
  row({ namespace: "a", containers: 1, askedBy: "pod" }),
  row({ namespace: "b", containers: 3, askedBy: "pod" }),
  row({ namespace: "d", containers: 1, askedBy: "serviceAccount" }),
  row({ namespace: "c", containers: 1, askedBy: null }),
];
const ALL = totals(ROWS, ({ namespace }) => namespace);
const NONE = { nobody: 0, serviceAccount: 0, pod: 0, unknown: 0 };

test("totals, the largest first, then by name", () => {
  expect(ALL).toEqual([
    { key: "b", count: 1, by: { ...NONE, nobody: 2, pod: 3 }, containers: 5 },
    { key: "a", count: 1, by: { ...NONE, pod: 1 }, containers: 1 },
    { key: "c", count: 1, by: { ...NONE, unknown: 1 }, containers: 1 },
    { key: "d", count: 1, by: { ...NONE, serviceAccount: 1 }, containers: 1 },
  ]);
});

test("no rows have no totals", () => expect(totals([], () => "x")).toEqual([]));

describe("summedUp", () => {
  test("keeps as many as there is room for", () => {
    expect(summedUp(ALL, 4)).toEqual(ALL);
    expect(summedUp(ALL, 5)).toEqual(ALL);
  });

  test("adds the rest up", () => {
    expect(summedUp(ALL, 3)).toEqual([
      ...ALL.slice(0, 2),
      { key: null, count: 2, by: { ...NONE, unknown: 1, serviceAccount: 1 }, containers: 2 },
    ]);
  });
});
