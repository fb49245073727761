// The bars of the small charts are in their place, and can be seen.

import { expect, test } from "vitest";
import { barsOf, HEIGHT, WIDTH } from "../../../web/views/cluster/usage/bars";

const FROM = "2026-11-28T20:00:00.5Z";
const START = Date.parse("2026-11-28T20:00:00Z") / 60_000;

test("over the whole period, in proportion to the highest", () => {
  const bars = barsOf(
    {
      minutes: 4,
      bars: [
        [START, 10],
        [START + 20, 5],
        [START + 36, 1],
      ],
    },
    FROM,
    "2026-11-28T20:40:00Z",
  );
  expect(bars.map(({ height }) => height)).toEqual([HEIGHT, HEIGHT / 2, HEIGHT / 10]);
  expect(bars.map(({ width }) => width)).toEqual([24, 24, 24]);
  expect(bars.map(({ x }) => Math.round(x))).toEqual([0, 120, 216]);
});

test("however narrow and low, a bar is seen, and within the chart", () => {
  const bars = barsOf(
    {
      minutes: 1,
      bars: [
        [START, 1],
        [START + 60 * 24 * 30, 100_000],
      ],
    },
    FROM,
    "2026-12-28T20:00:00Z",
  );
  for (const { x, width, height } of bars) {
    expect(width).toBeGreaterThanOrEqual(2);
    expect(height).toBeGreaterThanOrEqual(2);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(WIDTH);
  }
});

test("none without requests, or without times", () => {
  expect(barsOf({ minutes: 1, bars: [] }, FROM, FROM)).toEqual([]);
  expect(barsOf({ minutes: 1, bars: [[START, 1]] }, null, null)).toEqual([]);
  expect(barsOf({ minutes: 1, bars: [[START, 1]] }, FROM, FROM)).toHaveLength(1);
});
