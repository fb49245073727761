// Searches and filters the scenarios.

import type { Scenario } from "../../../scenarios/entry";

export type Verdict = "accepted" | "warned" | "mutated" | "rejected" | "refused";
export const VERDICTS: readonly Verdict[] = ["accepted", "warned", "mutated", "rejected", "refused"];

/** A scenario, with what the search needs computed in advance. */
export interface Entry {
  readonly scenario: Scenario;
  readonly verdict: Verdict;
  readonly haystack: string;
}

export interface Wanted {
  readonly text: string;
  readonly group: string;
  readonly verdict: Verdict | "";
}

export const ALL: Wanted = { text: "", group: "", verdict: "" };

export function entry(scenario: Scenario): Entry {
  const { name, note, kind, expect } = scenario;
  const words = [name, note.en, note.ja ?? "", kind, expect.message ?? "", ...(expect.warnings ?? [])];
  return { scenario, verdict: verdict(scenario), haystack: words.join("\n").toLowerCase() };
}

function verdict({ expect }: Scenario): Verdict {
  if (expect.accepted === undefined) return "refused";
  if (!expect.accepted) return "rejected";
  if (expect.patch?.length) return "mutated";
  return expect.warnings?.length ? "warned" : "accepted";
}

export function search(entries: readonly Entry[], { text, group, verdict: wanted }: Wanted): Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(
    (each) =>
      (group === "" || each.scenario.group === group) &&
      (wanted === "" || each.verdict === wanted) &&
      words.every((word) => each.haystack.includes(word)),
  );
}
