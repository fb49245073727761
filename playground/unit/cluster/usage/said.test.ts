// Every sentence of the core about audit logs is said in Japanese.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { usage as english } from "../../../web/i18n/usage/en";
import { usage as japanese } from "../../../web/i18n/usage/ja";
import { said } from "../../../web/views/cluster/usage/said";

const CORE = fileURLToPath(new URL("../../../../crates/analysis/src/usage/", import.meta.url));

/** The texts in a Rust file before its tests, each on one line. */
function texts(file: string): string[] {
  const code = readFileSync(`${CORE}${file}`, "utf8").split("#[cfg(test)]")[0] ?? "";
  const lines = code.split("\n").filter((line) => !line.trim().startsWith("//"));
  return [...lines.join("\n").matchAll(/"((?:[^"\\]|\\[\s\S])*)"/g)].map(([, text = ""]) =>
    text.replace(/\\\n\s*/g, ""),
  );
}

/** Examples of what `{…}` in a text of the core may become. */
const FILLED: readonly (readonly [RegExp, string])[] = [
  [/\{words\(days\)\}|\{length\}/g, "4 minutes"],
  [/cover \{\}/g, "cover 2.3 days"],
  [/\{elsewhere\} \{requests\}/g, "7 requests"],
  [/\{[^}]*\}/g, "3"],
];
const filled = (text: string) => FILLED.reduce((so, [pattern, value]) => so.replace(pattern, value), text);

describe("what logs cannot show", () => {
  const all = texts("limits.rs");
  const whole = all.filter((text) => /^[A-Z].*\.$/.test(text)).map(filled);
  // Counts are put before these.
  const counted = all
    .filter((text) => /^[a-z].* .* /.test(text) && !text.endsWith("."))
    .map((text) => `3 ${text}.`);

  test("the core's sentences are found", () => {
    expect(whole.length).toBeGreaterThanOrEqual(7);
    expect(counted.length).toBeGreaterThanOrEqual(3);
  });

  for (const sentence of [...whole, ...counted])
    test(sentence, () => expect(said(sentence, japanese.core)).toMatchObject({ english: false }));
});

describe("why a workload is in its group", () => {
  const all = texts("group.rs")
    .filter((text) => text.includes(" "))
    .map(filled);

  test("the core's reasons are found", () => expect(all.length).toBeGreaterThanOrEqual(6));

  for (const sentence of all)
    test(sentence, () => expect(said(sentence, japanese.core)).toMatchObject({ english: false }));
});

test("numbers and lengths of time stay what they are", () => {
  const text = (sentence: string) => said(sentence, japanese.core).text;
  expect(text("its account made 12 requests of which the log names no Pod")).toContain("12 件");
  expect(text("no request from it in the logs of 2.3 days")).toContain("2.3 日");
  expect(
    text("no request from it in the logs of 4 minutes: a token was issued to its Pod and never used"),
  ).toBe("4 分のログにリクエストがありません: Pod に発行されたトークンは、一度も使われていません");
});

test("a sentence without translation stays English, and is marked so", () => {
  const sentence = "Something new: that nobody has translated.";
  expect(said(sentence, japanese.core)).toEqual({ text: sentence, english: true });
  expect(said(sentence, english.core)).toEqual({ text: sentence, english: true });
});
