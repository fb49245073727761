// Sums up the engine's answer: a verdict and a name for each object.

import type { Answer, Judged } from "../../engine";

/** The verdicts as the page shows them, most serious first. */
export type Verdict = "rejected" | "warned" | "changed" | "accepted" | "unjudged";
export const VERDICTS: readonly Verdict[] = ["rejected", "warned", "changed", "accepted", "unjudged"];

export function verdictOf({
  accepted,
  patch,
  warnings,
}: Pick<Judged, "accepted" | "patch" | "warnings">): Verdict {
  if (accepted === null) return "unjudged";
  if (!accepted) return "rejected";
  if (patch?.length) return "changed";
  return warnings.length ? "warned" : "accepted";
}

/** The number of objects for each verdict that occurs. */
export function tally({ objects }: Answer): Map<Verdict, number> {
  const found = new Map<Verdict, number>();
  for (const object of objects) {
    const verdict = verdictOf(object);
    found.set(verdict, (found.get(verdict) ?? 0) + 1);
  }
  return found;
}

/** An object's name, such as `Deployment web`; a Pod from a template has only the start of one. */
export function nameOf({ kind, name, webhook }: Judged): string {
  const start = name || kind !== "Pod" ? null : /^ {2}generateName: "?([^\s"]+)/m.exec(webhook ?? "")?.[1];
  return [kind ?? "?", name ?? (start ? `${start}…` : "")].join(" ").trim();
}
