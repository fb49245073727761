// Measures and awaits the frames that the page draws.

import type { Page } from "@playwright/test";

/** The longest time in milliseconds during which the page drew no frame. */
export async function longestStall(page: Page, during: () => Promise<void>): Promise<number> {
  const watch = await page.evaluateHandle(() => {
    const watch = { worst: 0, last: performance.now(), isOn: true };
    const frame = (): void => {
      const now = performance.now();
      watch.worst = Math.max(watch.worst, now - watch.last);
      watch.last = now;
      if (watch.isOn) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return watch;
  });
  await during();
  return watch.evaluate((found) => {
    found.isOn = false;
    return Math.max(found.worst, performance.now() - found.last);
  });
}

/** Waits until all changes are drawn. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}
