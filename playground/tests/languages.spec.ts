// The page speaks the reader's language throughout.

import type { Page } from "@playwright/test";
import { expect, test, VIEWS } from "./page";
import { STATES } from "./states";

test.describe("in a browser that speaks Japanese", () => {
  test.use({ locale: "ja-JP" });

  test("so does the page", async ({ playground, page }) => {
    await playground.open();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("判定");
    await expect(page.locator("html")).toHaveAttribute("lang", "ja");
    await expect(page).toHaveTitle(/判定/);
    // The policy's own message stays in English, and the page explains it.
    await expect(
      page.getByText("neither the Pod template nor the service account sets automountServiceAccountToken"),
    ).toBeVisible();
    await expect(page.getByText("誰も要求していないトークンです。")).toBeVisible();
  });
});

test("the reader's choice is remembered, and can be taken back", async ({ playground, page }) => {
  await playground.open();
  await page.getByRole("radio", { name: "日本語" }).check();
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  for (const view of VIEWS) {
    await playground.open(view);
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  }
  await page.getByRole("radio", { name: "EN" }).check();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("My cluster");
});

for (const { name, prepare } of STATES) {
  test(`${name} is in Japanese, all of it`, async ({ playground, page }) => {
    await prepare(playground);
    await page.getByRole("radio", { name: "日本語" }).check();
    await expect(page.locator("html")).toHaveAttribute("lang", "ja");
    await expect.poll(() => english(page)).toEqual([]);
  });
}

/** Texts with four English words in a row, except in code and in elements marked as English. */
function english(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const { parentElement } = node;
      if (
        !parentElement ||
        parentElement.closest("[lang=en], code, pre, samp, kbd, script, style, noscript, .cm-editor")
      )
        continue;
      if (/[A-Za-z]{2,}(?: [A-Za-z]{2,}){3}/.test(node.textContent ?? "")) found.push(node.textContent ?? "");
    }
    for (const element of document.body.querySelectorAll("[aria-label], [title], [placeholder]")) {
      if (element.closest("[lang=en]")) continue;
      for (const name of ["aria-label", "title", "placeholder"]) {
        const text = element.getAttribute(name) ?? "";
        if (/[A-Za-z]{2,}(?: [A-Za-z]{2,}){3}/.test(text)) found.push(`${name}: ${text}`);
      }
    }
    return found;
  });
}
