// Adds up the rows of a report for the bars of the chart.

import type { Row } from "../../engine";
import type { Asked } from "./rows";
import { ASKED, asked } from "./rows";

/** A bar: the number of containers, by who asked for their token. */
export interface Total {
  /** The namespace or account; null for a bar that stands for several. */
  readonly key: string | null;
  /** How many namespaces or accounts the bar stands for. */
  readonly count: number;
  readonly by: Readonly<Record<Asked, number>>;
  readonly containers: number;
}

/** The totals by namespace or account, largest first. */
export function totals(rows: readonly Row[], key: (row: Row) => string): Total[] {
  const found = new Map<string, Record<Asked, number>>();
  for (const row of rows) {
    const at = key(row);
    const by = found.get(at) ?? { nobody: 0, serviceAccount: 0, pod: 0, unknown: 0 };
    by[asked(row)] += row.containers;
    found.set(at, by);
  }
  return [...found]
    .map(([name, by]) => ({ key: name, count: 1, by, containers: sum(by) }))
    .sort((a, b) => b.containers - a.containers || a.key.localeCompare(b.key, "en"));
}

/** The largest totals, and one that stands for all others. */
export function summedUp(all: readonly Total[], most: number): Total[] {
  if (all.length <= most) return [...all];
  const rest = all.slice(most - 1);
  const by = Object.fromEntries(
    ASKED.map((who) => [who, rest.reduce((total, each) => total + each.by[who], 0)]),
  ) as Record<Asked, number>;
  return [...all.slice(0, most - 1), { key: null, count: rest.length, by, containers: sum(by) }];
}

function sum(by: Readonly<Record<Asked, number>>): number {
  return ASKED.reduce((total, who) => total + by[who], 0);
}
