// My cluster compares two settings, and the verdicts under both.

import { writeFile } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";
import { sampleDump } from "../web/views/cluster/sample";
import { list, SMALL } from "./dump";
import { longestStall } from "./frames";
import { expect, test } from "./page";
import { comparing, openDump, write } from "./settings-pair";

const STRICT = "action: reject\nallow:\n  podAuthor: none\n";
const small = { name: "cluster.json", mimeType: "application/json", buffer: Buffer.from(SMALL) };
const FILE = "input[type=file]:not([multiple])";

test("each setting and each object shows what changes", async ({ page }) => {
  const desk = await comparing(page, { old: "", new: STRICT.replace("none", "any") });
  const settings = desk.result.getByRole("region", { name: "The settings" }).locator(".compare-settings");
  await expect(settings.getByRole("listitem")).toHaveText([
    "allow.podAuthor looserOLD projectedNEW anyNEW allows a Pod to say automountServiceAccountToken: true",
  ]);
  await expect(desk.result.getByText("19 settings are the same")).toBeVisible();
  await expect(
    desk.result.getByText("Open a file or the sample above to see which verdicts change."),
  ).toBeVisible();

  await page.locator(FILE).setInputFiles(small);
  const verdicts = desk.result.getByRole("region", { name: "The verdicts that change" });
  await expect(verdicts.getByRole("status")).toHaveText("1 now accepted, 6 with the same verdict.");
  await expect(
    verdicts.getByRole("region", { name: "Now accepted 1 object" }).getByRole("listitem"),
  ).toHaveText([
    /^Pod ci\/deploy deployOLD: rejected NEW: acceptedcontainer deploy would get the API token of service account ci\/quiet: spec\.automountServiceAccountToken is true\./,
  ]);

  await page.getByRole("button", { name: "Swap OLD and NEW" }).click();
  await expect(settings.getByRole("listitem")).toHaveText(["allow.podAuthor stricterOLD anyNEW projected"]);
  await expect(verdicts.getByRole("status")).toHaveText("1 now rejected, 6 with the same verdict.");
  await expect(verdicts.getByRole("listitem")).toHaveText([
    /^Pod ci\/deploy deployOLD: accepted NEW: rejected/,
  ]);

  // Nothing changes, and the page says so.
  await write(desk, { old: STRICT, new: STRICT });
  await expect(desk.result).toContainText("NEW means the same as OLD.");
  await expect(desk.result).toContainText("No setting differs.");
  await expect(verdicts.getByRole("status")).toHaveText("No verdict changes: 7 with the same verdict.");
  await expect(verdicts.getByRole("listitem")).toHaveCount(0);
});

test("the settings of the report are the first ones, and those that pass can be compared with them", async ({
  playground,
  page,
}) => {
  await playground.openWith("", { settings: STRICT });
  await playground.link("My cluster").click();
  await page.getByRole("group", { name: "Settings" }).getByRole("radio", { name: "From Judge" }).check();
  await page.locator(FILE).setInputFiles(small);
  await page
    .getByRole("region", { name: "Settings that let today’s cluster pass" })
    .getByRole("button", { name: "Compare" })
    .click();
  const result = page.getByRole("region", { name: "Compare settings", exact: true });
  const verdicts = result.getByRole("region", { name: "The verdicts that change" });
  await expect(verdicts.getByRole("status")).toHaveText("3 now accepted, 4 with the same verdict.");
  await expect(result).toContainText("NEW is not at least as strict as OLD.");
  await expect(result.getByRole("textbox", { name: "OLD settings" })).toContainText("podAuthor: none");
});

test.describe("settings that cannot be used are marked in their own editor", () => {
  const cases = [
    {
      name: "refused",
      text: "help: é\naction: forbid\n",
      line: "2: action",
      says: 'Line 2settings.action must be one of reject, warn, mutate, not "forbid"',
    },
    {
      name: "in a policy's manifest",
      text: "apiVersion: policies.kubewarden.io/v1\nkind: AdmissionPolicy\nspec:\n  settings:\n    help: 7\n",
      line: "5: help",
      says: "Line 5settings.help must be a string",
    },
    { name: "unreadable", text: "allow: [\n", line: "1: allow: [", says: "Line 1expected `]`" },
    { name: "not a mapping", text: "- a\n", line: "1: - a", says: "Line 1expected settings, a mapping" },
  ];
  for (const { name, text, line, says } of cases) {
    for (const which of ["old", "new"] as const) {
      test(`${name}, ${which}`, async ({ page }) => {
        const desk = await comparing(page, { old: "", new: "", [which]: text });
        const other = which === "old" ? "new" : "old";
        await expect(desk.result.getByRole("alert")).toHaveText(
          "These settings cannot be compared. The problem is marked in its editor.",
        );
        await expect.poll(() => desk[which].underlined()).toEqual([line]);
        expect(await desk[other].underlined()).toEqual([]);
        const problems = desk.result.getByRole("list", { name: "1 problem" }).getByRole("button");
        await expect(problems).toContainText(says.replace("Line", "These settings cannot be used Line"));
        await desk[which].replace("action: warn\n");
        await expect(desk.result.getByRole("alert")).toHaveCount(0);
        await expect(problems).toHaveCount(0);
      });
    }
  }

  test("what the policy says of valid settings is a warning", async ({ page }) => {
    const ended = 'allow:\n  serviceAccounts:\n    - {account: a/b, until: "2020-01-31"}\n';
    const desk = await comparing(page, { old: "", new: ended });
    await expect(desk.result.getByRole("list", { name: "1 problem" })).toContainText(
      "The exemption of a/b (allow.serviceAccounts[0]) ended on 2020-01-31.",
    );
    await expect(desk.result.getByRole("region", { name: "The settings" })).toBeVisible();
  });
});

test.describe("files without objects", () => {
  const files = [
    { name: "an empty list", text: list([]), says: "The list is empty." },
    {
      name: "another file",
      text: '{"words": []}',
      says: "This is JSON, but not what kubectl get -o json prints.",
    },
  ];
  for (const { name, text, says } of files) {
    test(`${name}: the message, and the settings alone`, async ({ page }) => {
      const desk = await comparing(page, { old: "", new: STRICT });
      await page.locator(FILE).setInputFiles({ ...small, buffer: Buffer.from(text) });
      await expect(page.getByRole("alert")).toContainText(says);
      await expect(desk.result).toContainText("NEW is at least as strict as OLD. Stricter: allow.podAuthor.");
      await expect(desk.result.getByRole("region", { name: "The verdicts that change" })).toHaveCount(0);
      await page.locator(FILE).setInputFiles(small);
      await expect(desk.result).toContainText("with the same verdict.");
    });
  }

  test("objects that the policy does not judge, and one that cannot be read", async ({ page }) => {
    const desk = await comparing(page, { old: "", new: STRICT });
    const items = [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "words" } }];
    await page.locator(FILE).setInputFiles({ ...small, buffer: Buffer.from(list(items)) });
    await expect(desk.result).toContainText("The policy judges no object in this file.");
    const broken = [...items, { metadata: { name: "no-kind" } }];
    await page.locator(FILE).setInputFiles({ ...small, buffer: Buffer.from(list(broken)) });
    await expect(desk.result).toContainText("No verdict changes: 1 not read.");
    await desk.result.getByText("One object could not be read").click();
    await expect(
      desk.result.getByRole("listitem").filter({ hasText: "expected a Kubernetes object" }),
    ).toBeVisible();
  });
});

test("20,000 objects are compared in sight, and the page stays quick", async ({ page }, info) => {
  test.setTimeout(180_000);
  const path = info.outputPath("cluster.json");
  await writeFile(path, sampleDump(20_000));
  const desk = await comparing(page, { old: "", new: "action: mutate\n" });
  const seen = new Set<string>();
  const stall = await longestStall(page, async () => {
    await openDump(page, path);
    const progress = page.getByRole("progressbar", { name: "Progress of the comparison" });
    await expect(progress).toBeVisible({ timeout: 60_000 });
    while (await progress.isVisible()) {
      const text = page.getByText(/^[\d,]+ of [\d,]+ objects judged with both settings$/);
      seen.add((await text.textContent({ timeout: 1000 }).catch(() => null)) ?? "");
    }
    await expect(desk.result.getByRole("region", { name: /^Now accepted [\d,]+ objects$/ })).toBeVisible();
  });
  expect(seen.size).toBeGreaterThan(3);
  // Exceeded only if the page hangs, not if the machine is busy.
  expect(stall).toBeLessThan(3000);
  await desk.result.getByRole("button", { name: "Next page" }).first().click();
  await expect(desk.result.getByText(/^11–20 of /).first()).toBeVisible();
});

test.describe("a link", () => {
  test("opens both settings, and holds nothing of the file", async ({ page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const texts = { old: "# 日本語\naction: warn\n", new: STRICT };
    const desk = await comparing(page, texts);
    await page.locator(FILE).setInputFiles(small);
    await desk.result.getByRole("button", { name: "Copy share link" }).click();
    await expect(page.getByText(/^Link copied \([\d,]+ characters\)\.$/)).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const packed = link.split("#/cluster?s=")[1] ?? "";
    expect(JSON.parse(inflateRawSync(Buffer.from(packed, "base64url")).toString())).toEqual(texts);
    await page.goto("about:blank");
    await page.goto(link);
    await expect.poll(() => desk.old.text()).toBe(texts.old);
    await expect.poll(() => desk.new.text()).toBe(texts.new);
    await expect(desk.result).toContainText("OLD only warns and rejects nothing");
  });

  test("that is damaged brings a message", async ({ page }) => {
    await page.goto("./#/cluster?s=broken");
    await expect(page.getByRole("alert")).toContainText("The link is damaged or incomplete");
    await page.getByRole("button", { name: "Close" }).click();
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect(page.getByRole("region", { name: "Compare settings", exact: true })).toHaveCount(0);
  });
});

test("the editors are side by side on a wide screen, and one below the other on a phone", async ({
  page,
}) => {
  const desk = await comparing(page, { old: "", new: "action: mutate\n" });
  await page.locator(FILE).setInputFiles(small);
  await expect(desk.result.getByRole("heading", { name: "Now accepted" })).toBeVisible();
  const boxes = () =>
    desk.result
      .locator(".pane")
      .evaluateAll((panes) => panes.map((pane) => pane.getBoundingClientRect().toJSON()));
  const [left, right] = await boxes();
  expect(left.top).toBe(right.top);
  expect(left.right).toBeLessThan(right.left);

  await page.setViewportSize({ width: 390, height: 844 });
  const [above, below] = await boxes();
  expect(above.bottom).toBeLessThan(below.top);
  expect([above.left, above.width]).toEqual([below.left, below.width]);
  expect(above.width).toBeGreaterThan(320);
  // Before and after are below the name, and inside the window.
  const object = desk.result
    .getByRole("region", { name: /^Now accepted/ })
    .getByRole("listitem")
    .first();
  const { width, right: end } = await object.evaluate((item) => item.getBoundingClientRect().toJSON());
  expect(width).toBeGreaterThan(320);
  expect(end).toBeLessThan(390);
  await desk.new.replace("");
  await expect(desk.result).toContainText("NEW means the same as OLD.");
});

test.describe("in Japanese", () => {
  test.use({ locale: "ja-JP" });

  test("claims, settings and verdicts", async ({ page }) => {
    const desk = await comparing(page, { old: "action: warn\n", new: STRICT }, "ja");
    await page.locator(FILE).setInputFiles(small);
    await expect(desk.result.getByRole("heading")).toHaveText([
      "設定の比較",
      "OLD（比較元の設定）",
      "NEW（新しい設定）",
      "設定項目ごとの違い",
      "変わる判定",
      "新たに拒否されるもの 3 個",
    ]);
    await expect(desk.result.locator(".compare-claim")).toHaveText(
      "NEW は OLD 以上に厳しい設定です。厳しくなる項目: action、allow.podAuthor。" +
        "ただし existingViolations: allow では、NEW で違反となる内容でも、オブジェクトが以前から持っていたものなら、更新後も残せます。OLD がその更新を拒否する場合も同様です。" +
        "OLD は警告するだけで、何も拒否しません。ほかの項目は、OLD が拒否する設定であるものとして比べています。",
    );
    await expect(desk.result.locator(".compare-settings").getByRole("listitem")).toHaveText([
      "action 厳しいOLD warnNEW reject",
      "allow.podAuthor 厳しいOLD projectedNEW none",
    ]);
    await expect(desk.result.getByText("新たに拒否: 3 個、変化なし: 4 個")).toBeVisible();
    await desk.new.replace("action: forbid\n");
    await expect(desk.result.getByRole("alert")).toHaveText(
      "この設定では比較できません。問題の箇所はエディターに示しています。",
    );
    await write(desk, { old: "", new: "" });
    await expect(desk.result.getByText("変わる判定はありません（変化なし: 7 個）。")).toBeVisible();
  });
});
