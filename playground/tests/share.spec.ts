// Share links, and damaged ones.

import { deflateRawSync } from "node:zlib";
import { expect, pod, test } from "./page";

const pack = (text: string) => deflateRawSync(text).toString("base64url");

test("a link opens the texts and the choices as they were", async ({ playground, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const texts = {
    objects: `# 日本語 & <b>"quotes"</b> #?%\n${pod()}`,
    context:
      "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: shop}\nautomountServiceAccountToken: false\n",
    settings: "action: warn\nhelp: ask us\n",
  };
  await playground.openWith(texts.objects, texts);
  const choices = [
    ["Objects", "As the webhook sees them"],
    ["Kubernetes", "≤ 1.20"],
    ["Accounts not in the context", "Are not found"],
  ] as const;
  for (const [group, option] of choices) await playground.choice(group, option).check();
  await page.getByRole("textbox", { name: "Default namespace" }).fill("shop");
  await expect(playground.headline).toHaveText("Accepted Pod web");
  await page.getByRole("button", { name: "Copy share link" }).click();
  await expect(page.getByText(/^Link copied \([\d,]+ characters\)\.$/)).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  // All of it is in the fragment, which does not reach the host.
  expect(new URL(link).search).toBe("");
  await page.goto("about:blank");
  await page.goto(link);
  for (const editor of ["objects", "context", "settings"] as const) {
    await expect.poll(() => playground[editor].text()).toBe(texts[editor]);
  }
  for (const [group, option] of choices) await expect(playground.choice(group, option)).toBeChecked();
  await expect(page.getByRole("textbox", { name: "Default namespace" })).toHaveValue("shop");
  await expect(playground.headline).toHaveText("Accepted Pod web");
});

test("where the browser forbids copying, the link is shown", async ({ playground, page, context }) => {
  // Once a permission is granted, all others are denied.
  await context.grantPermissions(["geolocation"]);
  await playground.open();
  await page.getByRole("button", { name: "Copy share link" }).click();
  await expect(page.getByRole("textbox", { name: "Share link" })).toHaveValue(/#\/judge\?s=[\w-]+$/);
});

test("a link that is opened in a page that is open already", async ({ playground, page }) => {
  await playground.open();
  await expect(playground.headline).toHaveText("Rejected Deployment web");
  await page.goto(`./#/judge?s=${pack(JSON.stringify({ objects: pod(false) }))}`);
  await expect(playground.headline).toHaveText("Accepted Pod web");
});

test.describe("a broken link brings a message, and the page goes on", () => {
  const whole = pack(JSON.stringify({ objects: pod(), settings: "action: warn\n" }));
  const links = [
    { name: "cut off", packed: whole.slice(0, -10) },
    { name: "empty", packed: "" },
    { name: "not base64", packed: "%F0%9F%91%8B" },
    { name: "not compressed", packed: Buffer.from("objects").toString("base64url") },
    { name: "not JSON", packed: pack("objects: text") },
    { name: "not an object", packed: pack("null") },
    { name: "not UTF-8", packed: deflateRawSync(Buffer.from([0x22, 0xff, 0x22])).toString("base64url") },
    { name: "64 MB when unpacked", packed: pack(JSON.stringify({ objects: " ".repeat(64 * 1024 * 1024) })) },
  ];
  for (const { name, packed } of links) {
    test(name, async ({ playground, page }) => {
      await page.goto(`./#/judge?s=${packed}`);
      await expect(page.getByRole("alert")).toContainText("The link is damaged or incomplete");
      await expect(playground.headline).toHaveText("Rejected Deployment web");
      await page.getByRole("button", { name: "Close" }).click();
      await expect(page.getByRole("alert")).toHaveCount(0);
    });
  }

  test("unknown parts are ignored", async ({ playground, page }) => {
    const state = { objects: pod(false), server: "1.5", seen: 7, namespace: ["x"], toString: "x" };
    await page.goto(`./#/judge?s=${pack(JSON.stringify(state))}`);
    await expect(playground.headline).toHaveText("Accepted Pod web");
    await expect(playground.choice("Kubernetes", "≥ 1.21")).toBeChecked();
    await expect(page.getByRole("textbox", { name: "Default namespace" })).toHaveValue("default");
  });
});
