// axe finds no accessibility problems, in either theme, on a screen and on a phone.

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./page";

/** Each kind of content: front pages, pictures and tables, examples and blocks of code. */
const SHOWN = ["index.html", "ja/guide.html", "how-it-works.html", "exemptions.html"];

for (const [colorScheme, width] of [
  ["light", 1280],
  ["dark", 360],
] as const) {
  test(`${colorScheme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    for (const name of SHOWN) {
      await page.goto(name);
      await expect(page.locator("html.dark")).toHaveCount(colorScheme === "dark" ? 1 : 0);
      await expect(page.getByRole("main")).toHaveCount(1);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
      );
      expect.soft(found.slice(0, 10), name).toEqual([]);
    }
  });
}
