// Compares two texts line by line.

import { diffLines } from "diff";

/** A line, and how it differs. */
export interface Line {
  readonly change: "same" | "added" | "removed" | "leftOut";
  readonly text: string;
}

/** How many unchanged lines to show before and after a change. */
const AROUND = 3;

/** All lines of both texts, in order. */
export function compare(before: string, after: string): Line[] {
  return diffLines(before, after).flatMap(({ added, removed, value }) => {
    const change = added ? "added" : removed ? "removed" : "same";
    return value
      .replace(/\n$/, "")
      .split("\n")
      .map((text): Line => ({ change, text }));
  });
}

/** Omits unchanged lines, except for a few around each change. */
export function excerpt(lines: readonly Line[]): Line[] {
  const near = (at: number) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ change }) => change !== "same");
  const shown: Line[] = [];
  for (const [at, line] of lines.entries()) {
    if (near(at)) shown.push(line);
    else if (shown.at(-1)?.change !== "leftOut") shown.push({ change: "leftOut", text: "⋯" });
  }
  return shown;
}

export function count(lines: readonly Line[], change: Line["change"]): number {
  return lines.filter((line) => line.change === change).length;
}
