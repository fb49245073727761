// The length of a list that the engine may have truncated.

import { expect, test } from "vitest";
import { howMany } from "../../web/views/cluster/listing";

const lists = [
  { lines: [], count: 0 },
  { lines: ["a"], count: 1 },
  { lines: ["a", "b", "and 7 more"], count: 9 },
  { lines: ["and 7 more", "a"], count: 2 },
  { lines: ["a", "and 7 more of them"], count: 2 },
];

for (const { lines, count } of lists) {
  test(`${lines.join(", ") || "nothing"}: ${count}`, () => expect(howMany(lines)).toBe(count));
}
