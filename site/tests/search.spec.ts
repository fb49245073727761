// The search finds words in both languages.

import { expect, test } from "./page";

const CASES = [
  { from: "index.html", button: "Search", word: "automountServiceAccountToken", found: "rules.html" },
  { from: "contents.html", button: "Search", word: "konnectivity", found: "recipes.html" },
  { from: "ja/index.html", button: "検索", word: "監視モード", found: "ja/guide.html" },
  // In the middle of a sentence, without spaces around it.
  { from: "ja/guide.html", button: "検索", word: "管理者", found: "ja/guide.html" },
];

for (const { from, button, word, found } of CASES) {
  test(`${word} on ${from}`, async ({ page }) => {
    await page.goto(from);
    await page.getByRole("button", { name: button }).first().click();
    await page.getByRole("searchbox").fill(word);
    const results = page.getByRole("option").getByRole("link");
    await expect(results.and(page.locator(`[href*="${found}"]`)).first()).toBeVisible();
    // With excerpts, which come from the pages themselves.
    await page.getByRole("button", { name: /^(Display detailed list|詳細を表示)$/ }).click();
    await expect(page.locator(".excerpt mark").first()).toBeVisible();
    await page.getByRole("searchbox").fill("qqqxyz");
    await expect(results).toHaveCount(0);
  });
}
