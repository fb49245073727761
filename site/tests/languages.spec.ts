// The front pages in Japanese, and what they link to.

import { expect, test } from "./page";

test("the menu of languages leads to the front page in Japanese, and back", async ({ page }) => {
  await page.goto("rules.html");
  await page.getByRole("button", { name: "Change language" }).click();
  await page.getByRole("link", { name: "日本語" }).click();
  await expect(page).toHaveURL(/\/docs\/ja\/$/);
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await page.getByRole("button", { name: "言語を変更" }).click();
  await page.getByRole("link", { name: "English" }).click();
  await expect(page).toHaveURL(/\/docs\/$/);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("buttons are in the language of the page", async ({ page }) => {
  await page.goto("ja/guide.html");
  await expect(page.getByRole("button", { name: "コピー" }).first()).toBeVisible();
  await expect(page.locator("button.copy[title=Copy]")).toHaveCount(0);
});

test("links to English pages say so", async ({ page }) => {
  await page.goto("ja/guide.html");
  const links = page.locator("main a[hreflang=en]");
  expect(await links.count()).toBeGreaterThan(5);
  for (const link of await links.all()) await expect(link).toContainText("（英語）");
  await expect(page.locator("main a[href*='/docs/']:not([hreflang=en], [href*='/ja/'])")).toHaveCount(0);
});
