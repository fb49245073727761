import type { Answer, Judged } from "../../engine";

/** A verdict as the page shows it; the most serious first. */
export type Verdict = "rejected" | "warned" | "changed" | "accepted" | "unjudged";
export const VERDICTS: readonly Verdict[] = ["rejected", "warned", "changed", "accepted", "unjudged"];

export function verdictOf({ accepted, patch, warnings }: Judged): Verdict {
  if (accepted === null) return "unjudged";
  if (!accepted) return "rejected";
  if (patch?.length) return "changed";
  return warnings.length ? "warned" : "accepted";
}

/** How many objects got which verdict. */
export function tally({ objects }: Answer): Map<Verdict, number> {
  const found = new Map<Verdict, number>();
  for (const object of objects) {
    const verdict = verdictOf(object);
    found.set(verdict, (found.get(verdict) ?? 0) + 1);
  }
  return found;
}

/** What an object is called: `Deployment web`. A Pod that a controller makes has only the start of a name. */
export function nameOf({ kind, name, webhook }: Judged): string {
  const start = name || kind !== "Pod" ? null : /^ {2}generateName: "?([^\s"]+)/m.exec(webhook ?? "")?.[1];
  return [kind ?? "?", name ?? (start ? `${start}…` : "")].join(" ").trim();
}
