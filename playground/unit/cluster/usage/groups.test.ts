// The workloads in their groups, and what is known of each.

import { expect, test } from "vitest";
import type { Found, Group, Why } from "../../../web/engine/usage-types";
import { membersOf, whyOf } from "../../../web/views/cluster/usage/groups";

function found(
  all: readonly (readonly [string, Group, { isKnown?: boolean; hasToken?: boolean; why?: Why }])[],
  optOuts: readonly string[],
): Found {
  const named = (name: string) => ({ kind: "Deployment", namespace: "shop", name });
  const workloads = all.map(([name, group]) => ({ ...named(name), group }));
  return {
    report: { usage: { workloads }, adopt: { plan: optOuts.map(named) } },
    workloads: all.map(([, , { isKnown = true, hasToken = false, why = null }]) => ({
      activity: { minutes: 1, bars: [] },
      why,
      isKnown,
      hasToken,
    })),
  } as unknown as Found;
}

const issued: Why = { why: "issued", tokens: 2 };
const all = found(
  [
    ["none", "unused", {}],
    ["idle", "unused", { why: issued }],
    ["gone", "unused", { isKnown: false }],
    // Its author asked for the token, so that it cannot opt out by itself.
    ["asking", "unused", { hasToken: true }],
    ["web", "own", {}],
    ["idle", "unknown", { why: { why: "noPods" } }],
  ],
  ["idle"],
);

test("each is in its group, in the order of the core, and what has nothing to do is last", () => {
  const groups = membersOf(all);
  const names = Object.fromEntries(
    Object.entries(groups).map(([group, members]) => [group, members.map(({ workload }) => workload.name)]),
  );
  expect(names).toEqual({
    unused: ["idle", "gone", "asking", "none"],
    everyone: [],
    own: ["web"],
    unknown: ["idle"],
  });
});

test("what cannot opt out by a patch says what is left to do, if it is in the data", () => {
  expect(membersOf(all).unused.map(({ left }) => left)).toEqual([null, null, "byHand", "nothing"]);
  expect(membersOf(all).own.map(({ left }) => left)).toEqual([null]);
});

test("why what nobody used can opt out", () => {
  const of = (name: string) => whyOf(all, { kind: "Deployment", namespace: "shop", name });
  expect(of("idle")).toEqual(issued);
  expect(of("none")).toBeNull();
  expect(of("other")).toBeNull();
});
