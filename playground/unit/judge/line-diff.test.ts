// Changed lines are shown with a few lines around them.

import { describe, expect, test } from "vitest";
import { compare, count, excerpt } from "../../web/views/judge/line-diff";

const MARK = { same: " ", added: "+", removed: "-", leftOut: "~" } as const;
const drawn = (lines: ReturnType<typeof compare>) =>
  lines.map(({ change, text }) => `${MARK[change]}${text}`);
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `${from + at}`);
const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

describe("compare", () => {
  const pairs = [
    { name: "the same", before: "a\nb\n", after: "a\nb\n", lines: [" a", " b"] },
    { name: "an added line", before: "a\nc\n", after: "a\nb\nc\n", lines: [" a", "+b", " c"] },
    { name: "a removed line", before: "a\nb\nc\n", after: "a\nc\n", lines: [" a", "-b", " c"] },
    { name: "a changed line", before: "a\n", after: "b\n", lines: ["-a", "+b"] },
    { name: "an empty line", before: "a\n", after: "a\n\n", lines: [" a", "+"] },
  ];
  for (const { name, before, after, lines } of pairs) {
    test(name, () => expect(drawn(compare(before, after))).toEqual(lines));
  }
});

describe("excerpt", () => {
  test("keeps three lines around a change, and marks where it omits some", () => {
    const before = text(numbers(1, 20));
    const after = text([...numbers(1, 9), "ten", ...numbers(11, 20)]);
    expect(drawn(excerpt(compare(before, after)))).toEqual([
      "~⋯",
      " 7",
      " 8",
      " 9",
      "-10",
      "+ten",
      " 11",
      " 12",
      " 13",
      "~⋯",
    ]);
  });

  test("omits nothing between changes that are close to each other", () => {
    const before = text(numbers(1, 7));
    const after = text(["one", ...numbers(2, 6), "seven"]);
    expect(drawn(excerpt(compare(before, after)))).toEqual(drawn(compare(before, after)));
  });

  test("of identical texts is a single mark", () => {
    expect(drawn(excerpt(compare("a\nb\n", "a\nb\n")))).toEqual(["~⋯"]);
  });
});

test("count", () => {
  const lines = compare("a\nb\nc\n", "a\nx\ny\n");
  expect([count(lines, "added"), count(lines, "removed"), count(lines, "same")]).toEqual([2, 2, 1]);
});
