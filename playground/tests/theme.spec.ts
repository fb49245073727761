// The colour theme follows the system or the reader's choice.

import type { Page } from "@playwright/test";
import { expect, test, VIEWS } from "./page";

const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const LIGHT = "rgb(247, 247, 245)";
const DARK = "rgb(17, 19, 23)";

test("the colours are those of the system", async ({ playground, page }) => {
  for (const [colorScheme, colour] of [
    ["dark", DARK],
    ["light", LIGHT],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await playground.open();
    await expect.poll(() => background(page)).toBe(colour);
  }
});

test("the reader's choice wins, in every view and on the next visit", async ({ playground, page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await playground.open();
  await playground.choice("Colours", "Dark").check();
  for (const view of VIEWS) {
    await playground.open(view);
    await page.reload();
    await expect(playground.choice("Colours", "Dark")).toBeChecked();
    await expect.poll(() => background(page)).toBe(DARK);
  }
  await playground.choice("Colours", "System").check();
  await expect.poll(() => background(page)).toBe(LIGHT);
});
