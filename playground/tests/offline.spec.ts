// After the first visit, the page works without a network.

import { chooseLogs, openCluster, recorded, usage } from "./audit-logs";
import { SMALL } from "./dump";
import { expect, pod, test, VIEWS } from "./page";
import { comparing } from "./settings-pair";

test.beforeEach(async ({ playground, page, context }) => {
  await playground.open();
  await page.evaluate(() => navigator.serviceWorker.ready);
  // The service worker has stored all files by now, although no other view has been opened.
  await context.setOffline(true);
});

test("the network is really gone", async ({ page, complaints }) => {
  expect(
    await page.evaluate(() =>
      fetch("no-such-file").then(
        () => "answered",
        () => "failed",
      ),
    ),
  ).toBe("failed");
  complaints.expect(/request failed|Failed to load resource|console/);
});

for (const view of VIEWS) {
  test(`${view} opens`, async ({ playground, page }) => {
    await page.goto(`./#/${view}`);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(
      playground.link({ judge: "Judge", learn: "Learn", cluster: "My cluster" }[view]),
    ).toHaveAttribute("aria-current", "page");
  });
}

test("Judge judges, completes settings and compares lines", async ({ playground, page }) => {
  await page.reload();
  await playground.openWith(pod(), { settings: "action: mutate\n" });
  await expect(playground.headline).toHaveText("Changed, then accepted Pod web");
  await expect(playground.verdict.getByRole("group", { name: "What the policy changes" })).toBeVisible();
  await playground.settings.content.focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Control+Space");
  await expect(page.getByRole("option", { name: "allow" })).toBeVisible();
});

test("Learn has its table and its scenarios", async ({ playground, page }) => {
  await page.reload();
  await playground.open("learn");
  await expect(
    page.getByRole("button", { name: "Pod unset, service account unset: Token mounted" }),
  ).toBeVisible();
  await page.getByRole("searchbox", { name: "Search scenarios" }).fill("automount/pod-unset-account-unset");
  await page.getByRole("button", { name: "automount/pod-unset-account-unset" }).click();
  await expect(playground.headline).toHaveText("Rejected Pod p");
});

test("My cluster judges a dump", async ({ playground, page }) => {
  await page.reload();
  await playground.open("cluster");
  await page
    .locator("input[type=file]:not([multiple])")
    .setInputFiles({ name: "cluster.json", mimeType: "application/json", buffer: Buffer.from(SMALL) });
  await expect(page.getByText("cluster.json: 8 objects, 4 of them Pods.")).toBeVisible();
});

test("My cluster reads audit logs", async ({ playground, page }) => {
  await page.reload();
  await playground.open("cluster");
  await openCluster(page);
  await chooseLogs(page, recorded("events.jsonl"));
  await expect(usage(page)).toContainText("679 events");
});

test("My cluster compares settings", async ({ page }) => {
  await page.reload();
  const desk = await comparing(page, { old: "", new: "action: warn\n" });
  await expect(desk.result).toContainText("NEW is not at least as strict as OLD. Looser: action.");
});

test("Japanese is there", async ({ page }) => {
  await page.reload();
  await page.getByRole("radio", { name: "日本語" }).check();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("判定");
});
