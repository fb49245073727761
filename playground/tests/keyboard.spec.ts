import type { Page } from "@playwright/test";
import { expect, pod, test } from "./page";

/** Element and name of what has the focus, looked up through shadow roots, such as `BUTTON Learn`. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let at: Element | null = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const labels = (at?.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
    return `${at?.tagName} ${at?.getAttribute("aria-label") ?? (labels.join(" ").trim() || (at?.textContent?.trim() ?? ""))}`;
  });
}

/** Presses a key until something that says so has the focus. */
async function reach(page: Page, key: string, name: RegExp): Promise<void> {
  const met: string[] = [];
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (name.test(now)) return;
    met.push(now.slice(0, 30));
  }
  throw new Error(`${key} never came to ${name}; it met ${met.join(" | ")}`);
}

test("the first stop is a way past the header", async ({ playground, page }) => {
  await playground.open();
  await page.keyboard.press("Tab");
  expect(await focused(page)).toMatch(/skip/i);
  await page.keyboard.press("Enter");
  const inMain = await page.evaluate(() => document.activeElement?.closest("main") !== null);
  expect(inMain).toBe(true);
});

test("a manifest is written, judged and mended without a mouse", async ({ playground, page }) => {
  await playground.open();
  await reach(page, "Tab", /^DIV Objects$/);
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(pod());
  await expect(playground.headline).toHaveText("Rejected Pod web");

  // Tab indents in an editor; Escape, then Tab leaves it.
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("DIV Objects");
  await page.keyboard.press("Control+Z");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await focused(page)).not.toBe("DIV Objects");

  for (let editor = 0; editor < 3; editor++) {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
  }
  await reach(page, "Tab", /^BUTTON .*The Pod opts out/);
  await page.keyboard.press("Enter");
  await expect(playground.headline).toHaveText("Accepted Pod web");
});

test("views, switches and the truth table are reached", async ({ playground, page }) => {
  await playground.open();
  await reach(page, "Tab", /^A Learn$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Learn");
  const first = page.getByRole("button", { name: "Pod unset, service account unset: Token mounted" });
  await first.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("button", { name: "Pod true, service account true: Token mounted" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(playground.headline).toContainText("Rejected Pod");
});

test("whatever has the focus shows it", async ({ playground, page }) => {
  for (const view of ["judge", "learn", "cluster"] as const) {
    await playground.open(view);
    for (let step = 0; step < 14; step++) {
      await page.keyboard.press("Tab");
      const shows = await page.evaluate(() => {
        let at: Element | null = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        if (!at || at === document.body) return "nothing";
        // A radio button is drawn by its label, an editor by its frame.
        for (let shown: Element | null = at, up = 0; shown && up < 6; shown = shown.parentElement ?? (shown.getRootNode() as ShadowRoot).host ?? null, up++) {
          const around = [shown, ...shown.children].map((each) => getComputedStyle(each));
          if (around.some(({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && outlineWidth !== "0px")) return "shown";
        }
        return at.outerHTML.slice(0, 120);
      });
      expect(["shown", "nothing"], `${view}, stop ${step + 1}`).toContain(shows);
    }
  }
});
