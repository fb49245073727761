// Sizes, times and lengths of time are said in the reader's language.

import { expect, test } from "vitest";
import { fakeBrowser } from "../../browser";

async function texts(language: "en" | "ja") {
  fakeBrowser({ languages: [language] });
  await (await import("../../../web/i18n")).ready;
  return import("../../../web/views/cluster/usage/texts");
}

test("sizes", async () => {
  const { size } = (await texts("en")).useUsage();
  expect([0, 999, 1000, 1_500_000, 21_000_000, 3.2e9, 5e12].map(size)).toEqual([
    "0 byte",
    "999 byte",
    "1 kB",
    "1.5 MB",
    "21 MB",
    "3.2 GB",
    "5,000 GB",
  ]);
});

test("times are those of the log", async () => {
  const { time } = (await texts("ja")).useUsage();
  expect(time("2026-11-28T20:44:16.246594Z")).toBe("2026-11-28 20:44:16 UTC");
});

test("lengths of time, as the core says them", async () => {
  const minutes = [1, 4, 119, 120, 2879, 2880, 14_400];
  const said = { en: [] as string[], ja: [] as string[] };
  for (const language of ["en", "ja"] as const)
    said[language] = minutes.map((await texts(language)).useUsage().words.length);
  expect(said.en).toEqual([
    "1 minute",
    "4 minutes",
    "119 minutes",
    "2 hours",
    "48 hours",
    "2.0 days",
    "10.0 days",
  ]);
  expect(said.ja).toEqual(["1 分", "4 分", "119 分", "2 時間", "48 時間", "2.0 日", "10.0 日"]);
});
