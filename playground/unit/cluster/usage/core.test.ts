// What the core says of audit logs is said in both languages; in English as the core says it.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Limit, Why } from "../../../web/engine/usage-types";
import { fakeBrowser } from "../../browser";

const CORE = fileURLToPath(new URL("../../../../crates/analysis/src/usage/", import.meta.url));

/** The texts in which a Rust type is shown, without those that have something filled in. */
function shownBy(file: string, type: string): string[] {
  const code = readFileSync(`${CORE}${file}`, "utf8");
  const [, after = ""] = code.split(`impl fmt::Display for ${type}`);
  const [body = ""] = after.split("\n}\n");
  return [...body.matchAll(/"((?:[^"\\]|\\[\s\S])*)"/g)]
    .map(([, text = ""]) => text.replace(/\\\n\s*/g, ""))
    .filter((text) => / .* .* /.test(text) && !text.includes("{"));
}

/** One of each. TypeScript refuses a list without one of them. */
const LIMITS: { readonly [L in Limit["limit"]]: Extract<Limit, { limit: L }> } = {
  noEvents: { limit: "noEvents" },
  short: { limit: "short", minutes: 3312 },
  gaps: {
    limit: "gaps",
    gaps: [
      { from: "2026-11-28T20:00:00Z", to: "2026-11-28T21:00:00Z", minutes: 60 },
      { from: "2026-11-29T20:00:00Z", to: "2026-11-29T21:00:00Z", minutes: 60 },
    ],
  },
  noReads: { limit: "noReads" },
  azureAdmin: { limit: "azureAdmin" },
  googleNoReads: { limit: "googleNoReads" },
  noPods: { limit: "noPods" },
  googleNoPods: { limit: "googleNoPods" },
  unread: { limit: "unread", count: 3 },
  truncated: { limit: "truncated", count: 1 },
  pages: { limit: "pages", count: 1 },
  servers: { limit: "servers", names: ["a", "b", "c", "d", "e", "f"], more: 2 },
  unnamedServers: { limit: "unnamedServers" },
  noDiscovery: { limit: "noDiscovery" },
  noCoreEvents: { limit: "noCoreEvents" },
  otherSystems: { limit: "otherSystems" },
};
const WHYS: { readonly [W in Why["why"]]: Extract<Why, { why: W }> } = {
  rightUnknown: { why: "rightUnknown" },
  nothingAllowed: { why: "nothingAllowed" },
  unattributed: { why: "unattributed", requests: 7 },
  noReads: { why: "noReads" },
  noPods: { why: "noPods" },
  noReplicas: { why: "noReplicas" },
  suspended: { why: "suspended" },
  noRun: { why: "noRun", schedule: "0 3 * * 0" },
  unknownSchedule: { why: "unknownSchedule", schedule: "@often" },
  podsLater: { why: "podsLater" },
  podsBefore: { why: "podsBefore" },
  issued: { why: "issued", tokens: 1 },
  accountIssued: { why: "accountIssued", tokens: 1 },
};

async function language(tag: "en" | "ja") {
  fakeBrowser({ languages: [tag] });
  await (await import("../../../web/i18n")).ready;
  const { doubtTexts, limitText, useUsage, whyText } = await import("../../../web/views/cluster/usage/texts");
  const own = useUsage();
  return {
    own,
    limit: (limit: Limit) => limitText(limit, own),
    why: (why: Why) => whyText(why, own),
    doubts: (limits: readonly Limit[]) => doubtTexts(limits, own),
  };
}

describe("in English, as the core says it", () => {
  test("what logs cannot show", async () => {
    const { limit } = await language("en");
    const said = Object.values(LIMITS).map(limit);
    const core = shownBy("limit.rs", "Limit");
    expect(core.length).toBeGreaterThan(8);
    for (const sentence of core) expect(said).toContain(sentence);
  });

  test("why a workload is in its group", async () => {
    const { why } = await language("en");
    const said = Object.values(WHYS).map(why);
    const core = shownBy("why.rs", "Why");
    expect(core.length).toBeGreaterThan(8);
    for (const sentence of core) expect(said).toContain(sentence);
  });

  test("with numbers, names and times", async () => {
    const { limit, why } = await language("en");
    expect(limit(LIMITS.short)).toContain("cover 2.3 days, and");
    expect(limit(LIMITS.gaps)).toContain(
      "at all from 2026-11-28 20:00:00 UTC to 2026-11-28 21:00:00 UTC and from 2026-11-29 20:00:00 UTC to",
    );
    expect(limit(LIMITS.unread)).toBe("3 lines could not be read.");
    expect(limit(LIMITS.servers)).toContain("of 8 API servers: a, b, c, d, e and 3 more.");
    expect(why(WHYS.unattributed)).toBe("its account made 7 requests of which the log names no Pod");
  });
});

describe("in Japanese", () => {
  const isEnglish = (text: string) => /[A-Za-z]{2,}(?: [A-Za-z]{2,}){3}/.test(text);

  test("everything is said, and nothing twice", async () => {
    const { limit, why } = await language("ja");
    const said = [...Object.values(LIMITS).map(limit), ...Object.values(WHYS).map(why)];
    expect(said.filter((text) => isEnglish(text) || !/[ぁ-ん]/.test(text))).toEqual([]);
    expect(new Set(said).size).toBe(said.length);
    expect(limit(LIMITS.short)).toContain("2.3 日");
    expect(why(WHYS.noRun)).toContain("0 3 * * 0");
  });

  test("what raises doubts does so in both languages", async () => {
    const [english, japanese] = [await language("en"), await language("ja")];
    for (const limit of Object.values(LIMITS))
      expect(japanese.doubts([limit]), limit.limit).toHaveLength(english.doubts([limit]).length);
  });
});

test("doubts are said once, and as conditions", async () => {
  const { doubts, own } = await language("en");
  const all = doubts([LIMITS.short, LIMITS.unread, LIMITS.truncated, LIMITS.noPods]);
  expect(all).toEqual(["2.3 days of logs are enough to know", "nobody used it in what could not be read"]);
  const { unused } = own.t.report;
  expect(unused("low", "2.3 days", all)).toBe(
    "The token can go, if 2.3 days of logs are enough to know and nobody used it in what could not be read. So far that is only a hint.",
  );
  expect(unused("medium", "9 days", [])).toBe("The token can go.");
  expect(unused("high", "9.0 days", [])).toBe(
    "The token can go at once: 9.0 days of logs without a gap have no request.",
  );
});
