// Examples open in the playground.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { readScenarios } from "../../playground/scenarios/read";
import { PLAYGROUND, ROOT } from "../build/repository";
import { expect, PAGES, test } from "./page";

const SCENARIOS = readScenarios(
  join(ROOT, "e2e-tests/scenarios"),
  join(ROOT, "playground/scenarios/notes.ja.json"),
);

test("each link has a whole scenario, and each block that is an example has a link", () => {
  const texts = new Set(
    SCENARIOS.map(({ objects, settings, context }) => JSON.stringify([objects, settings, context])),
  );
  let blocks = 0;
  for (const name of PAGES) {
    const html = readFileSync(join(ROOT, "target/pages/docs", name), "utf8");
    for (const [link] of html.matchAll(/<a [^>]*class="try"[^>]*>/g)) {
      expect(link).toContain(`href="${PLAYGROUND}#/judge?s=`);
      const [, packed = ""] = link.match(/\?s=([\w-]+)"/) ?? [];
      const state = JSON.parse(inflateRawSync(Buffer.from(packed, "base64url")).toString());
      const { objects, settings = "", context = "" } = state;
      expect(texts, `${name}: ${link}`).toContain(JSON.stringify([objects, settings, context]));
    }
    blocks += html.match(/>Open in the playground</g)?.length ?? 0;
  }
  const docs = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  const marked = docs.flatMap(
    (name) => readFileSync(join(ROOT, "docs", name), "utf8").match(/^<!-- scenario: /gm) ?? [],
  );
  expect(blocks).toBe(marked.length);
  expect(blocks).toBeGreaterThan(40);
});

for (const [heading, name] of [
  ["stage-3-warn", "docs/stage-warn"],
  ["stage-5-reject", "docs/stage-reject"],
]) {
  test(`${name} opens with its verdict`, async ({ page }) => {
    const expected = SCENARIOS.find((scenario) => scenario.name === name)?.expect;
    const said = expected?.message ?? expected?.warnings?.[0];
    await page.goto("rollout.html");
    await page.locator(`#${heading} ~ p.open`).first().getByRole("link").click();
    const verdict = page.getByRole("region", { name: "Verdict", exact: true });
    await expect(verdict).toContainText(String(said).replaceAll(/\s+/g, " "));
  });
}

test("the menu leads to the playground, from every folder", async ({ page }) => {
  for (const [from, name] of [
    ["rules.html", "Playground"],
    ["ja/guide.html", "プレイグラウンド"],
  ] as const) {
    await page.goto(from);
    await page.getByRole("navigation").getByRole("link", { name }).click();
    await expect(page.getByRole("region", { name: "Verdict", exact: true })).toBeVisible();
  }
});
