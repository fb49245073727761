// Where the bars of a small chart are.

import type { Bars } from "../../../engine/usage-types";

/** The size of the chart, in units of its own. */
export const WIDTH = 240;
export const HEIGHT = 32;

export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

/** The bars over the whole period of the logs; none if nothing was asked or no time is known. */
export function barsOf({ minutes, bars }: Bars, from: string | null, to: string | null): Bar[] {
  if (from === null || to === null || !bars.length) return [];
  const [start, end] = [Date.parse(from) / 60_000, Date.parse(to) / 60_000];
  const most = Math.max(...bars.map(([, count]) => count));
  const scale = WIDTH / Math.max(end - start, minutes);
  const width = Math.min(Math.max(minutes * scale, 2), WIDTH);
  return bars.map(([at, count]) => ({
    x: rounded(Math.min(Math.max((at - start) * scale, 0), WIDTH - width)),
    width: rounded(width),
    // Even the lowest can be seen.
    height: rounded(Math.max((count / most) * HEIGHT, 2)),
  }));
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
