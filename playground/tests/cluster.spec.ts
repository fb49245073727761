// The view My cluster.

import { readFile, writeFile } from "node:fs/promises";
import type { Download, Page, TestInfo } from "@playwright/test";
import { sampleDump } from "../web/views/cluster/sample";
import { list, ROWS, SMALL } from "./dump";
import { longestStall } from "./frames";
import { expect, test } from "./page";

/** Drops a file on the drop zone. */
async function drop(page: Page, text: string): Promise<void> {
  const data = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], "cluster.json", { type: "application/json" }));
    return transfer;
  }, text);
  await page.getByText("Drop cluster.json here").dispatchEvent("drop", { dataTransfer: data });
}

/** Chooses a file on disk; Playwright would send a buffer through the page. */
async function choose(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByText("Choose a file", { exact: true }).click();
  await (await chooser).setFiles(path);
}

const done = (page: Page) => page.getByText(/^cluster\.json: [\d,]+ objects?, [\d,]+ of them Pods?\.$/);
const bodyRows = (page: Page) =>
  page
    .getByRole("region", { name: "Who has which token" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader") });
const content = async (download: Promise<Download>) => readFile(await (await download).path(), "utf8");

test("the sample brings a report", async ({ playground, page }) => {
  await playground.open("cluster");
  await page.getByRole("button", { name: "Try with a sample" }).click();
  await expect(page.getByText(/^Sample cluster: 240 objects, \d+ of them Pods\.$/)).toBeVisible();
  for (const part of [
    "Containers with a token",
    "Who has which token",
    "What each action would do",
    "Settings that let today’s cluster pass",
  ]) {
    await expect(page.getByRole("region", { name: part, exact: true })).toBeVisible();
  }
  expect(await bodyRows(page).count()).toBeGreaterThan(5);
});

test.describe("a small cluster", () => {
  test.beforeEach(async ({ playground, page }) => {
    await playground.open("cluster");
    await drop(page, SMALL);
    await expect(done(page)).toHaveText("cluster.json: 8 objects, 4 of them Pods.");
  });

  test("its figures", async ({ page }) => {
    const figures = page.getByRole("region", { name: "At a glance" }).getByRole("listitem");
    await expect(figures).toHaveText([
      /^5 containers have a token71% of all 7 containers/,
      /^3 that nobody asked for/,
      /^2 accounts without role bindings/,
      /^4 Pods/,
    ]);
  });

  test("its rows", async ({ page }) => {
    await expect(bodyRows(page)).toHaveText(
      ROWS.map(
        ({ namespace, account, askedBy, bound, pods, containers, owner }) =>
          new RegExp(`^${namespace}${account}Automount\\s*${askedBy}${bound}—${pods}${containers}${owner}$`),
      ),
    );
  });

  test("its rows in another order", async ({ page }) => {
    const namespaces = bodyRows(page).getByRole("rowheader");
    const column = (name: string) => page.getByRole("columnheader", { name });
    await expect(column("Containers")).toHaveAttribute("aria-sort", "descending");
    await column("Namespace").getByRole("button").click();
    await expect(column("Namespace")).toHaveAttribute("aria-sort", "ascending");
    await expect(namespaces).toHaveText(["ci", "ci", "shop"]);
    await column("Namespace").getByRole("button").click();
    await expect(namespaces).toHaveText(["shop", "ci", "ci"]);
    await column("Containers").getByRole("button").click();
    await column("Containers").getByRole("button").click();
    await expect(namespaces).toHaveText(["ci", "ci", "shop"]);
  });

  test("its rows narrowed down", async ({ page }) => {
    const filters = page.getByRole("region", { name: "Who has which token" }).getByRole("search");
    await filters.getByRole("combobox", { name: "Who asked" }).selectOption("Nobody");
    await expect(bodyRows(page)).toHaveText([/^shop/]);
    await filters.getByRole("button", { name: "Clear filters" }).click();
    await filters.getByRole("searchbox").fill("deploy");
    await expect(bodyRows(page)).toHaveText([/^ciquiet/]);
    await filters.getByRole("searchbox").fill("nowhere");
    await expect(page.getByText("No row matches the filters.")).toBeVisible();
    await filters.getByRole("button", { name: "Clear filters" }).click();
    // A bar of the chart filters too.
    await page.getByRole("button", { name: "ci: 2 containers" }).click();
    await expect(bodyRows(page)).toHaveText([/^ciquiet/, /^cirunner/]);
  });

  test("its rows as CSV", async ({ page }) => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export CSV" }).click();
    expect((await download).suggestedFilename()).toBe("tokens.csv");
    expect(await content(download)).toBe(
      [
        "namespace,serviceAccount,how,askedBy,roleBindings,allowedBy,pods,containers,owners",
        "shop,shop/default,automount,nobody,no,,1,3,Pod web",
        "ci,ci/quiet,automount,pod,no,,1,1,Pod deploy",
        "ci,ci/runner,automount,serviceAccount,yes,,1,1,Pod build",
        "",
      ].join("\r\n"),
    );
  });

  test("what each action would do", async ({ page }) => {
    const outcome = (action: string) =>
      page
        .getByRole("region", { name: "What each action would do" })
        .getByRole("listitem")
        .filter({ hasText: `action: ${action}` });
    // Of four Pods and three accounts, the accounts pass. `mutate` removes only the token that nobody asked for.
    await expect(outcome("reject")).toContainText(/accepted4.*changed0rejected3/);
    await expect(outcome("warn")).toContainText(/warned3.*rejected0/);
    await expect(outcome("mutate")).toContainText(/changed1rejected2/);
  });

  test("settings that let it pass really do", async ({ playground, page }) => {
    await expect(page.getByText("With these settings, every object in the file is accepted.")).toBeVisible();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download settings.yaml" }).click();
    expect((await download).suggestedFilename()).toBe("settings.yaml");
    const settings = await content(download);
    await page.getByRole("button", { name: "Open in Judge" }).click();
    await expect.poll(async () => `${await playground.settings.text()}\n`).toContain(settings.trimEnd());

    await playground.link("My cluster").click();
    await page.getByRole("group", { name: "Settings" }).getByRole("radio", { name: "From Judge" }).check();
    await expect(page.getByText("Judged with the settings in Judge.")).toBeVisible();
    const rejecting = page
      .getByRole("region", { name: "What each action would do" })
      .getByRole("listitem")
      .filter({ hasText: "action: reject" });
    await expect(rejecting).toContainText(/accepted7.*rejected0/);
  });
});

test.describe("a file that cannot be judged gets a message that says what is wrong", () => {
  const files = [
    { name: "nothing", text: "", says: "The file is empty." },
    { name: "no JSON", text: "error: You must be logged in to the server\n", says: "This is not JSON." },
    { name: "JSON that breaks off", text: SMALL.slice(0, -100), says: "The JSON is incomplete or damaged." },
    {
      name: "other JSON",
      text: '{"words": []}',
      says: "This is JSON, but not what kubectl get -o json prints.",
    },
    { name: "an empty list", text: list([]), says: "The list is empty." },
  ];
  for (const { name, text, says } of files) {
    test(name, async ({ playground, page }) => {
      await playground.open("cluster");
      await drop(page, text);
      await expect(page.getByRole("alert")).toContainText(says);
      // The next file is judged as usual.
      await drop(page, SMALL);
      await expect(done(page)).toBeVisible();
      await expect(page.getByRole("alert")).toHaveCount(0);
    });
  }

  test("settings that the policy refuses", async ({ playground, page }) => {
    await playground.openWith("", { settings: "action: forbid\n" });
    await playground.link("My cluster").click();
    await page.getByRole("group", { name: "Settings" }).getByRole("radio", { name: "From Judge" }).check();
    await drop(page, SMALL);
    await expect(page.getByRole("alert")).toContainText("The policy refuses these settings.");
    await page.getByRole("group", { name: "Settings" }).getByRole("radio", { name: "Defaults" }).check();
    await expect(done(page)).toBeVisible();
  });

  const items = [
    {
      name: "an object with a field of the wrong type",
      item: { apiVersion: "v1", kind: "Pod", metadata: { name: "broken" }, spec: { containers: ["web"] } },
      says: "One object cannot be judged",
      named: "broken",
    },
    {
      name: "an item without kind",
      item: { metadata: { name: "words" } },
      says: "One object could not be read",
      named: "expected a Kubernetes object",
    },
  ];
  for (const { name, item, says, named } of items) {
    test(`${name} is named, and the rest is judged`, async ({ playground, page }) => {
      await playground.open("cluster");
      await drop(page, list([...(JSON.parse(SMALL) as { items: unknown[] }).items, item]));
      await page.getByText(says, { exact: true }).click();
      await expect(page.getByRole("listitem").filter({ hasText: named }).first()).toBeVisible();
      await expect(bodyRows(page)).toHaveCount(ROWS.length);
    });
  }

  test("a single object is judged like a list", async ({ playground, page }) => {
    await playground.open("cluster");
    await drop(
      page,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "web" },
        spec: { containers: [{ name: "web" }] },
      }),
    );
    await expect(done(page)).toHaveText("cluster.json: 1 object, 1 of them Pods.");
  });
});

test("a text that is pasted is judged like a file", async ({ playground, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await playground.open("cluster");
  await page.evaluate((text) => navigator.clipboard.writeText(text), SMALL);
  await page.keyboard.press("Control+V");
  await expect(page.getByText("Pasted text: 8 objects, 4 of them Pods.")).toBeVisible();
});

test.describe("20,000 objects", () => {
  test.setTimeout(120_000);
  const file = async (info: TestInfo) => {
    const path = info.outputPath("cluster.json");
    await writeFile(path, sampleDump(20_000));
    return path;
  };

  test("are judged within a minute, in sight, and the page stays quick", async ({
    playground,
    page,
  }, info) => {
    const path = await file(info);
    await playground.open("cluster");
    const seen = new Set<string>();
    const start = Date.now();
    const stall = await longestStall(page, async () => {
      await choose(page, path);
      const progress = page.getByRole("progressbar", { name: "Progress" });
      await expect(progress).toBeVisible();
      while (await progress.isVisible()) {
        const text = page.getByText(/^[\d,]+ of [\d,]+ objects judged$/);
        seen.add((await text.textContent({ timeout: 1000 }).catch(() => null)) ?? "");
      }
      await expect(done(page)).toBeVisible();
    });
    expect(Date.now() - start).toBeLessThan(60_000);
    await expect(done(page)).toContainText("20,000 objects");
    expect(seen.size).toBeGreaterThan(3);
    // Exceeded only if the page hangs, not if the machine is busy.
    expect(stall).toBeLessThan(3000);
  });

  test("can be left", async ({ playground, page }, info) => {
    const path = await file(info);
    await playground.open("cluster");
    await choose(page, path);
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("progressbar")).toHaveCount(0);
    await drop(page, SMALL);
    await expect(done(page)).toContainText("8 objects");
  });
});
