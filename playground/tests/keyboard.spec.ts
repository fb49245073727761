// Everything can be reached and used with the keyboard alone, and the focus is always visible.

import type { Page } from "@playwright/test";
import { expect, pod, test } from "./page";
import { STATES } from "./states";

/** The element and name of what has the focus, even in a shadow root, such as `BUTTON Learn`. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let at: Element | null = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const labels = (at?.getAttribute("aria-labelledby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "");
    return `${at?.tagName} ${at?.getAttribute("aria-label") ?? (labels.join(" ").trim() || (at?.textContent?.trim() ?? ""))}`;
  });
}

/** Presses a key until the focus is on something with this name. */
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

test("a manifest is written, judged and fixed without a mouse", async ({ playground, page }) => {
  await playground.open();
  await reach(page, "Tab", /^DIV Objects$/);
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(pod());
  await expect(playground.headline).toHaveText("Rejected Pod web");

  // In an editor, Tab indents; Escape, then Tab, leaves it.
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
  await expect(
    page.getByRole("button", { name: "Pod true, service account true: Token mounted" }),
  ).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(playground.headline).toContainText("Rejected Pod");
});

test("on a phone the editors are tabs, which the arrow keys turn", async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await playground.open();
  const tab = (name: string) => page.getByRole("tab", { name });
  await tab("Objects").focus();
  const order = [
    { key: "ArrowRight", name: "Cluster context" },
    { key: "ArrowRight", name: "Settings" },
    { key: "ArrowRight", name: "Objects" },
    { key: "ArrowLeft", name: "Settings" },
    { key: "Home", name: "Objects" },
    { key: "End", name: "Settings" },
  ];
  for (const { key, name } of order) {
    await page.keyboard.press(key);
    await expect(tab(name)).toBeFocused();
    await expect(page.getByRole("tab", { selected: true })).toHaveText(name);
    await expect(page.getByRole("tabpanel")).toHaveCount(1);
    await expect(page.getByRole("tabpanel", { name }).getByRole("textbox")).toBeVisible();
  }
  // Tab skips the other tabs.
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("DIV Settings");
});

for (const { name, prepare } of STATES) {
  test(`${name}: the focus is visible wherever Tab moves it`, async ({ playground, page }) => {
    test.setTimeout(60_000);
    await prepare(playground);
    if (name === "Learn") await page.getByRole("searchbox").fill("alias");
    await page.getByRole("link", { name: "Skip to content" }).focus();
    const seen = new Set<string>();
    // After Escape, Tab leaves an editor.
    const next = () => page.keyboard.press("Escape").then(() => page.keyboard.press("Tab"));
    for (let at = await place(page); at; await next(), at = await place(page)) {
      if (seen.has(at.sort)) continue;
      seen.add(at.sort);
      const focused = await page.screenshot({ clip: at.clip, animations: "disabled" });
      await onFocused(page, "blur");
      const left = await page.screenshot({ clip: at.clip, animations: "disabled" });
      await onFocused(page, "focus");
      expect.soft(focused.equals(left), at.sort).toBe(false);
    }
    expect(seen.size).toBeGreaterThan(7);
  });
}

interface Place {
  /** The element and its classes: of elements that look alike, one is tested. */
  readonly sort: string;
  readonly clip: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Where the focus is, with a margin; null once Tab has left the page. */
function place(page: Page): Promise<Place | null> {
  return page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    if (!at || at === document.body) return null;
    (window as unknown as { at: Element }).at = at;
    const { left, right, top, bottom } = at.getBoundingClientRect();
    const [x, y] = [Math.max(0, left - 8), Math.max(0, top - 8)];
    const clip = {
      x,
      y,
      width: Math.min(innerWidth, right + 8) - x,
      height: Math.min(innerHeight, bottom + 8) - y,
    };
    const kind = at.tagName === "INPUT" ? `INPUT ${at.getAttribute("type")}` : at.tagName;
    return { sort: `${kind} ${at.className} in ${at.parentElement?.className ?? ""}`, clip };
  });
}

/** Removes the focus from the element that {@link place} found, or returns it. */
function onFocused(page: Page, what: "blur" | "focus"): Promise<void> {
  return page.evaluate((name) => {
    const { at } = window as unknown as { at: HTMLElement };
    if (name === "blur") at.blur();
    else at.focus({ preventScroll: true });
  }, what);
}
