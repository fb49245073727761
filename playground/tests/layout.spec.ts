// No view scrolls sideways, on any width of window.

import type { Page } from "@playwright/test";
import { drawn } from "./frames";
import { expect, test } from "./page";
import { STATES } from "./states";

const WIDTHS = [320, 360, 390, 768, 1440, 1920];

for (const { name, prepare } of STATES) {
  test(`${name} scrolls down only, however wide the window`, async ({ playground, page }) => {
    await prepare(playground);
    for (const language of ["English", "日本語"]) {
      await page.getByRole("radio", { name: language }).check();
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await drawn(page);
        expect.soft(await wider(page), `${language}, ${width} px`).toEqual([]);
      }
    }
  });
}

/** Elements that extend beyond the window and are not inside an element that scrolls or clips. */
function wider(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    const found =
      document.documentElement.scrollWidth > limit
        ? [`the page is ${document.documentElement.scrollWidth} px wide`]
        : [];
    const isCut = (element: Element): boolean => {
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== "visible") return true;
      }
      return false;
    };
    for (const element of document.body.querySelectorAll("*")) {
      const { right, left, width } = element.getBoundingClientRect();
      const sticksOut = width > 1 && (right > limit + 1 || left < -1);
      if (sticksOut && element.checkVisibility() && !isCut(element))
        found.push(`${element.tagName}.${element.className}: ${left} to ${right}`);
    }
    return found.slice(0, 5);
  });
}
