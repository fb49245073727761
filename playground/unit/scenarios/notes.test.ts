// Every scenario has a Japanese note, and every Japanese note has a scenario.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readScenarios } from "../../scenarios/read";

const ROOT = fileURLToPath(new URL("../../../e2e-tests/scenarios", import.meta.url));
const NOTES = fileURLToPath(new URL("../../scenarios/notes.ja.json", import.meta.url));

const scenarios = readScenarios(ROOT, NOTES);
const notes = JSON.parse(readFileSync(NOTES, "utf8")) as Record<string, string>;

test("no scenario lacks a Japanese note", () => {
  const missing = scenarios.filter(({ note }) => !note.ja).map(({ name }) => name);
  expect(missing, `no note in notes.ja.json: ${missing.join(", ")}`).toEqual([]);
});

test("no Japanese note lacks its scenario", () => {
  const names = new Set(scenarios.map(({ name }) => name));
  const stray = Object.keys(notes).filter((name) => !names.has(name));
  expect(stray, `notes.ja.json names no scenario: ${stray.join(", ")}`).toEqual([]);
});

test("every scenario has an English note", () => {
  expect(scenarios.filter(({ note }) => !note.en).map(({ name }) => name)).toEqual([]);
  expect(scenarios.length).toBeGreaterThan(200);
});
