// How My cluster reads audit logs: in any order and number, of any size; and what it says of files that it cannot read.

import { mkdir, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { chooseLogs, drop, events, openCluster, recorded, report, usage } from "./audit-logs";
import { longestStall } from "./frames";
import { expect, test } from "./page";

const log = (name: string, content: string | Buffer) => ({
  name,
  mimeType: "text/plain",
  buffer: Buffer.from(content),
});

test("the log may come first, in parts, in any order, and packed", async ({ playground, page }) => {
  await playground.open("cluster");
  const lines = (await events()).trimEnd().split("\n");
  const parts = [lines.slice(400), lines.slice(0, 200), lines.slice(200, 400)].map((part) => part.join("\n"));
  await chooseLogs(page, [
    log("audit-2.log.gz", Buffer.concat(parts.slice(0, 1).map((part) => gzipSync(part)))),
    // Joined gzip files are one.
    log("audit-1.log.gz", Buffer.concat([gzipSync(`${parts[1]}\n`), gzipSync(parts[2] ?? "")])),
  ]);
  await expect(page.getByText(/^679 audit events in 2 files/)).toContainText(
    "Open the file of your cluster as well",
  );
  await openCluster(page);
  await expect(usage(page)).toContainText("679 events from 2026-11-28 20:44:11 UTC");
  const first = (await report(page)).usage;
  // The same lines again are the same requests.
  await chooseLogs(page, recorded("events.jsonl"));
  await expect(page.getByText(/^1,358 audit events in 3 files/)).toBeVisible();
  await expect(usage(page)).toContainText("1,358 events");
  const again = (await report(page)).usage;
  expect(again).toEqual({ ...(first as object), events: 1358 });
});

test("a folder is read whole", async ({ playground, page }, info) => {
  const folder = info.outputPath("audit");
  const lines = (await events()).trimEnd().split("\n");
  await mkdir(`${folder}/node-2`, { recursive: true });
  await writeFile(`${folder}/audit.log`, lines.slice(0, 300).join("\n"));
  await writeFile(`${folder}/node-2/audit.log`, lines.slice(300).join("\n"));
  await writeFile(`${folder}/node-2/notes.txt`, "just text\n");
  await playground.open("cluster");
  await openCluster(page);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a folder" }).click();
  await (await chooser).setFiles(folder);
  await expect(page.getByText(/^679 audit events in 2 files/)).toBeVisible();
  await expect(page.getByRole("alert").getByRole("listitem")).toHaveText([
    /^audit\/node-2\/notes\.txt: line 1: /,
  ]);
  await expect(usage(page)).toContainText("679 events");
});

test.describe("what cannot be read is named, with what was expected", () => {
  test("a file that is no audit log, an empty one, and the old text format", async ({ playground, page }) => {
    await playground.open("cluster");
    await openCluster(page);
    await drop(page, {
      "notes.txt": "just text\n",
      "empty.log": "",
      "legacy.log": '2026-11-28T20:44:16Z AUDIT: id="1" ip="10.0.0.1" method="GET" user="x"\n',
      "events.jsonl": await events(),
    });
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("3 files could not be read");
    await expect(alert.getByRole("listitem")).toHaveText([
      /^notes\.txt: line 1: This is no audit log in a known form\. Expected Events of audit\.k8s\.io/,
      "empty.log: The file is empty.",
      /^legacy\.log: The text format of --audit-log-format=legacy/,
    ]);
    // The others count, and lines of what is no log do not.
    await expect(usage(page)).toContainText("679 events");
    await expect(usage(page)).not.toContainText("could not be read");
  });

  test("a broken line has its place, and gzip that is cut off is said", async ({ playground, page }) => {
    await playground.open("cluster");
    await openCluster(page);
    const text = await events();
    const [first = ""] = text.split("\n");
    const packed = gzipSync(text);
    await chooseLogs(page, [
      log(
        "broken.log",
        `${first}\n{"kind":"Event" [Truncated...]\n${first}\n{"kind":"Event" [Truncated...]\n`,
      ),
      log("cut.log.gz", packed.subarray(0, packed.length / 2)),
    ]);
    await page.getByText("2 files were not read completely").click();
    await expect(
      page.getByRole("list", { name: "2 files were not read completely" }).getByRole("listitem"),
    ).toHaveText([
      /^broken\.log: 2 lines could not be read; the first is line 2/,
      /^cut\.log\.gz: not all of it was read:.* The gzip data is broken or cut off\.$/,
    ]);
  });

  test("without any audit log, the report stays what it was", async ({ playground, page }) => {
    await playground.open("cluster");
    await openCluster(page);
    await drop(page, { "notes.txt": "just text\n" });
    await expect(page.getByRole("alert")).toContainText("One file could not be read");
    await expect(page.getByText(/^objects\.json: 80 objects/)).toBeVisible();
    await expect(usage(page)).toHaveCount(0);
  });
});

test.describe("a log of 60 MB", () => {
  test.setTimeout(120_000);
  /** The recording again and again, each time with other IDs. */
  const large = async () => {
    const text = await events();
    const rounds = Math.ceil(60e6 / text.length);
    const parts = Array.from({ length: rounds }, (_, round) =>
      text.replace(/"auditID":"[^"]{8}/g, `"auditID":"${String(round).padStart(8, "0")}`),
    );
    return { text: parts.join(""), events: rounds * 679 };
  };

  test("is read with progress, and the page stays quick", async ({ playground, page }, info) => {
    const path = info.outputPath("audit.log");
    const { text, events: count } = await large();
    await writeFile(path, text);
    await playground.open("cluster");
    await openCluster(page);
    const watch = await page.evaluateHandle(() => {
      const seen = new Set<number>();
      new MutationObserver(() => {
        const progress = document.querySelector<HTMLProgressElement>(".cluster-logs progress");
        if (progress) seen.add(progress.value);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
      return seen;
    });
    const stall = await longestStall(page, async () => {
      await chooseLogs(page, path);
      await expect(page.getByRole("progressbar", { name: "Bytes read" })).toBeVisible();
      await expect(usage(page)).toContainText(`${count.toLocaleString("en")} events`, { timeout: 60_000 });
    });
    const values = await watch.evaluate((seen) => [...seen]);
    expect(values.length).toBeGreaterThan(3);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(Math.max(...values)).toBeGreaterThan(50e6);
    // Exceeded only if the page hangs, not if the machine is busy.
    expect(stall).toBeLessThan(3000);
  });

  test("can be left", async ({ playground, page }, info) => {
    const path = info.outputPath("audit.log");
    await writeFile(path, (await large()).text);
    await playground.open("cluster");
    await openCluster(page);
    await chooseLogs(page, path);
    await page.getByRole("button", { name: "Stop reading" }).click();
    await expect(page.getByRole("progressbar")).toHaveCount(0);
    await expect(usage(page)).toHaveCount(0);
    // The next log is read from its begin.
    await chooseLogs(page, recorded("events.jsonl"));
    await expect(usage(page)).toContainText("679 events");
  });
});
