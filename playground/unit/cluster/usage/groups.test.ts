// The workloads in their groups, and what is known of each.

import { expect, test } from "vitest";
import type { Found, Group, Why } from "../../../web/engine/usage-types";
import { membersOf, whyOf } from "../../../web/views/cluster/usage/groups";

function found(
  all: readonly (readonly [string, Group, boolean, Why | null])[],
  optOuts: readonly string[],
): Found {
  const named = (name: string) => ({ kind: "Deployment", namespace: "shop", name });
  const workloads = all.map(([name, group]) => ({ ...named(name), group }));
  return {
    report: { usage: { workloads }, adopt: { plan: optOuts.map(named) } },
    workloads: all.map(([, , isKnown, why]) => ({ activity: { minutes: 1, bars: [] }, why, isKnown })),
  } as unknown as Found;
}

const issued: Why = { why: "issued", tokens: 2 };
const all = found(
  [
    ["idle", "unused", true, issued],
    ["none", "unused", true, null],
    ["gone", "unused", false, null],
    ["web", "own", true, null],
    ["idle", "unknown", true, { why: "noPods" }],
  ],
  ["idle"],
);

test("each is in its group, in the order of the core", () => {
  const groups = membersOf(all);
  const names = Object.fromEntries(
    Object.entries(groups).map(([group, members]) => [group, members.map(({ workload }) => workload.name)]),
  );
  expect(names).toEqual({ unused: ["idle", "none", "gone"], everyone: [], own: ["web"], unknown: ["idle"] });
});

test("what used no token and need not opt out has none, if it is in the data", () => {
  expect(membersOf(all).unused.map(({ hasNoToken }) => hasNoToken)).toEqual([false, true, false]);
  expect(membersOf(all).own.map(({ hasNoToken }) => hasNoToken)).toEqual([false]);
});

test("why what nobody used can opt out", () => {
  const of = (name: string) => whyOf(all, { kind: "Deployment", namespace: "shop", name });
  expect(of("idle")).toEqual(issued);
  expect(of("none")).toBeNull();
  expect(of("other")).toBeNull();
});
