// Scenarios can be found by words, topic and verdict.

import { describe, expect, test } from "vitest";
import type { Expect, Scenario } from "../../scenarios/entry";
import { ALL, entry, search, type Wanted } from "../../web/views/learn/gallery-filter";

function scenario(name: string, expected: Expect, parts: Partial<Scenario> = {}): Scenario {
  return {
    name,
    group: name.split("/")[0] ?? "",
    note: { en: `About ${name}`, ja: null },
    kind: "Pod",
    objects: "",
    context: "",
    settings: "",
    namespace: "default",
    today: null,
    lookupError: null,
    lookupAnswer: null,
    expect: expected,
    ...parts,
  };
}

const ENTRIES = [
  scenario(
    "warn/a",
    { accepted: true, warnings: ["Token of default/web"] },
    { note: { en: "Nobody asked", ja: "警告" } },
  ),
  scenario("warn/b", { accepted: false, message: "a token Secret", code: 403 }, { kind: "Secret" }),
  scenario("mutate/c", { accepted: true, patch: [{}], warnings: ["w"] }),
  scenario("mutate/d", { accepted: true, patch: [], warnings: [] }),
  scenario("settings-refused/e", { message: "unknown field" }, { kind: "" }),
].map(entry);

test("each has a verdict", () => {
  expect(ENTRIES.map(({ verdict }) => verdict)).toEqual([
    "warned",
    "rejected",
    "mutated",
    "accepted",
    "refused",
  ]);
});

describe("search", () => {
  const searches: readonly { readonly wanted: Partial<Wanted>; readonly found: string }[] = [
    { wanted: {}, found: "abcde" },
    { wanted: { group: "warn" }, found: "ab" },
    { wanted: { verdict: "mutated" }, found: "c" },
    { wanted: { group: "warn", verdict: "mutated" }, found: "" },
    { wanted: { text: "TOKEN" }, found: "ab" },
    { wanted: { text: " token  secret " }, found: "b" },
    { wanted: { text: "nobody" }, found: "a" },
    { wanted: { text: "警告" }, found: "a" },
    { wanted: { text: "unknown" }, found: "e" },
    { wanted: { text: "pod mutate/" }, found: "cd" },
    { wanted: { text: "pod nowhere" }, found: "" },
    { wanted: { text: "null" }, found: "" },
  ];
  for (const { wanted, found } of searches) {
    test(JSON.stringify(wanted), () => {
      const names = search(ENTRIES, { ...ALL, ...wanted }).map((each) => each.scenario.name.split("/")[1]);
      expect(names.join("")).toBe(found);
    });
  }
});
