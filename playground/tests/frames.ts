import type { Page } from "@playwright/test";

/** Does something, and measures for how many milliseconds the page drew no frame meanwhile, at worst. */
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

/** Waits until what has changed is drawn. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}
