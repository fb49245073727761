// Pictures: drawn from their sources, with a name and a text, and inside their box on a phone.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { draw } from "../build/draw.mjs";
import { ROOT } from "../build/repository";
import { expect, test } from "./page";

const FOLDER = join(ROOT, "docs/pictures");
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".dot"))
  .map((file) => file.slice(0, -".dot".length));

test("what GitHub shows is drawn from the sources: if not, npm run pictures", () => {
  expect(NAMES.sort()).toEqual(["module", "place", "stages", "token"]);
  for (const name of NAMES) {
    const { file } = draw(readFileSync(join(FOLDER, `${name}.dot`), "utf8"), name);
    expect(readFileSync(join(FOLDER, `${name}.svg`), "utf8"), name).toBe(file);
  }
});

test("a picture without words is refused", () => {
  expect(() => draw("// A title\n\ndigraph {}\n", "bare")).toThrow("bare: the comment at the top");
});

test("each has a name and a text, and is readable on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const name of NAMES) {
    await page.goto(name === "module" ? "performance.html" : "how-it-works.html");
    const { title, words, width } = draw(readFileSync(join(FOLDER, `${name}.dot`), "utf8"), name);
    const picture = page.getByRole("img", { name: title });
    await expect(picture).toHaveAccessibleDescription(words);
    const box = page.getByRole("region", { name: title });
    const size = await box.evaluate(({ clientWidth, scrollWidth }) => ({ clientWidth, scrollWidth }));
    expect(size.clientWidth).toBeLessThan(360);
    // The box scrolls; the picture is hardly made smaller.
    expect(size.scrollWidth).toBeGreaterThanOrEqual(Math.min(420, width));
  }
});

test("colours follow the choice of the reader, not only their system", async ({ page }) => {
  const seen: string[] = [];
  for (const system of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: system });
    for (const chosen of ["light", "dark"]) {
      await page.addInitScript((theme) => localStorage.setItem("vitepress-theme-appearance", theme), chosen);
      await page.goto("how-it-works.html");
      const box = page.locator(".picture .node.step polygon").first();
      seen.push(await box.evaluate((element) => getComputedStyle(element).fill));
    }
  }
  const [light = "", dark = ""] = seen;
  expect(seen).toEqual([light, dark, light, dark]);
  expect(light).not.toBe(dark);
});
