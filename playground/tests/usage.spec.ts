// My cluster with audit logs: who uses its token.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { chooseLogs, group, openCluster, recorded, truth, usage } from "./audit-logs";
import { longestStall } from "./frames";
import { expect, test } from "./page";

const events = () => readFile(recorded("events.jsonl"), "utf8");
const log = (name: string, content: string | Buffer) => ({
  name,
  mimeType: "text/plain",
  buffer: Buffer.from(content),
});

/** Drops texts as files where audit logs go. */
async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  const data = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(all)) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.getByText("Drop audit logs here").dispatchEvent("drop", { dataTransfer: data });
}

/** The report as JSON, as the page lets the reader save it. */
async function report(page: Page): Promise<Record<string, unknown>> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the report as JSON" }).click();
  return JSON.parse(await readFile(await (await download).path(), "utf8"));
}

const GROUPS = {
  unused: "Nobody used the token",
  everyone: "Used only for what every account may do",
  own: "Used with rights of its own",
  unknown: "The logs cannot tell",
};

test.describe("a recorded cluster and its log", () => {
  test.beforeEach(async ({ playground, page }) => {
    await playground.open("cluster");
    await openCluster(page);
    await drop(page, { "events.jsonl": await events() });
    await expect(page.getByText("679 audit events in one file (762 kB).")).toBeVisible();
    await expect(usage(page)).toBeVisible();
  });

  test("each workload is in the group that is the truth", async ({ page }) => {
    const { workloads } = truth();
    expect(workloads.length).toBeGreaterThan(10);
    for (const { workload, account, namedByTheLog, verdict } of workloads) {
      const { kind, namespace, name } = workload;
      const its =
        namedByTheLog === 0
          ? verdict.startsWith("used")
            ? "unknown"
            : "unused"
          : verdict.includes("only for what every account may")
            ? "everyone"
            : "own";
      const item = group(page, GROUPS[its])
        .getByRole("listitem")
        .filter({ has: page.getByRole("heading", { name: `${kind} ${namespace}/${name}`, exact: true }) });
      await expect(item, `${kind} ${namespace}/${name}: ${its}`).toHaveCount(1);
      await expect(item).toContainText(`Service account: ${account.split("/")[1]}`);
      if (namedByTheLog) await expect(item).toContainText(`Requests${namedByTheLog}`);
      else await expect(item).not.toContainText("Requests");
    }
    let shown = 0;
    for (const name of Object.values(GROUPS))
      shown += await group(page, name).getByRole("heading", { level: 4 }).count();
    expect(shown).toBe(workloads.length);
  });

  test("the groups are in order, after the period and the limits", async ({ page }) => {
    await expect(usage(page).getByRole("heading")).toHaveText([
      "Who uses the token",
      "What these logs cannot show",
      /^Nobody used the token 3 workloads/,
      ...Array(3).fill(/^Deployment shop/),
      /^Used only for what every account may do 2 workloads/,
      ...Array(2).fill(/./),
      /^Used with rights of its own 8 workloads/,
      ...Array(8).fill(/./),
      /^The logs cannot tell 1 workload/,
      "Deployment legacy/batch-worker",
      "Used without a Pod that the logs name",
      "ci/deployer",
      "ci/runner",
      "ci/scanner",
      "legacy/batch",
      "monitoring/scraper",
      "Issued to Pods, and never used",
    ]);
    await expect(usage(page)).toContainText(
      "679 events from 2026-11-28 20:44:11 UTC to 2026-11-28 20:48:21 UTC (4 minutes)",
    );
    await expect(usage(page)).toContainText("The logs cover 4 minutes, and not a week");
    await expect(usage(page)).toContainText("The token of 6 requests was refused (401)");
    await expect(usage(page)).toContainText(
      "The token can go, if 4 minutes of logs are enough to know and these are the logs of all API servers. So far that is only a hint.",
    );
    await expect(usage(page)).toContainText("its account made 9 requests of which the log names no Pod");
  });

  test("a workload without token says that there is nothing to do", async ({ page }) => {
    await expect(group(page, GROUPS.unused).getByRole("listitem")).toHaveText([
      /^Deployment shop\/idle.*a token was issued to a Pod of its account and never used$/,
      /^Deployment shop\/storefrontService account: web$/,
      /^Deployment shop\/quiet.*Nothing to do: no Pod of it can read a token\.$/,
    ]);
  });

  test("a workload with what it asked, when, and by which bindings", async ({ page }) => {
    const report = group(page, GROUPS.own)
      .getByRole("listitem")
      .filter({ has: page.getByRole("heading", { name: "CronJob shop/report" }) });
    await expect(report).toContainText("Requests12 (4 refused)");
    await expect(report).toContainText("Last2026-11-28 20:48:00 UTC");
    await expect(report).toContainText(
      "Asked forget configmaps (4×)get secrets (4×)list configmaps (4×)Role bindings usedRoleBinding shop/report-reader",
    );
    const chart = report.getByRole("img", { name: "Requests over time: at most 3 in a minute" });
    await expect(chart.locator("rect")).toHaveCount(4);
    const worker = group(page, GROUPS.unknown).getByRole("listitem").first();
    await expect(worker).toContainText("Not usedRoleBinding legacy/batch-edit");
  });

  test("the report is what token-check prints", async ({ page }) => {
    const path = process.env.AUDIT_REPORT;
    if (!path) throw new Error("AUDIT_REPORT names no file: run `make playground-test`");
    const { cluster, ...printed } = JSON.parse(await readFile(path, "utf8"));
    const found = await report(page);
    // The command may also say what it asked of a live cluster, which the page never does.
    expect(cluster).toBeNull();
    expect(found.usage).toEqual(printed.usage);
    expect(found.adopt).toEqual(printed.adopt);
    const { rows, ...rest } = found;
    const { rows: printedRows, ...printedRest } = printed;
    const plain = (all: unknown) => JSON.parse(JSON.stringify(all));
    expect(plain(rows)).toEqual(plain(printedRows));
    expect(rest).toEqual(printedRest);
  });

  test("what the logs cannot show, and why, is as token-check says it", async ({ page }) => {
    const { limits, workloads } = (await report(page)).usage as {
      limits: string[];
      workloads: { name: string; why: string }[];
    };
    expect(limits.length).toBeGreaterThan(1);
    const list = usage(page).locator(".usage-limits").getByRole("listitem");
    await expect(list).toHaveText([...limits, /^The token of 6 requests was refused/]);
    const whys = workloads.filter(({ why }) => why);
    expect(whys.length).toBeGreaterThan(1);
    for (const { name, why } of whys)
      await expect(
        usage(page)
          .getByRole("listitem")
          .filter({ has: page.getByRole("heading", { name: new RegExp(`/${name}$`) }) }),
      ).toContainText(why);
  });

  test("the table says what was used, and can be narrowed down to that", async ({ page }) => {
    const table = page.getByRole("region", { name: "Who has which token" });
    await expect(table.getByRole("columnheader", { name: "Used" })).toBeVisible();
    await table.getByRole("combobox", { name: "Used", exact: true }).selectOption("Not used");
    const rows = table.getByRole("row").filter({ has: page.getByRole("rowheader") });
    await expect(rows).toHaveText([/^shopidle.*Not used.*Deployment idle$/]);
  });

  test("what nobody used opts out, for the reason that the log gives", async ({ page }) => {
    await expect(page.getByRole("heading", { name: "2 workloads can opt out by the logs" })).toBeVisible();
    await page.getByText("The workloads", { exact: true }).click();
    const plan = page.getByRole("region", { name: "2 workloads can opt out by the logs" });
    await expect(plan.getByRole("row").filter({ has: page.getByRole("rowheader") })).toHaveText([
      /^Deployment shop\/idle.*no request from it in the logs of 4 minutes: a token was issued to a Pod of its account and never used$/,
      /^Deployment shop\/storefront.*no request from it in the logs of 4 minutes$/,
    ]);
  });

  test("without the log, all is as before", async ({ page }) => {
    await page.getByRole("button", { name: "Remove the logs" }).click();
    await expect(usage(page)).toHaveCount(0);
    await expect(page.getByRole("heading", { name: "One workload can opt out today" })).toBeVisible();
    await expect(page.getByRole("columnheader", { name: "Used" })).toHaveCount(0);
  });

  test("other settings keep it", async ({ page }) => {
    await page.getByRole("group", { name: "Settings" }).getByRole("radio", { name: "From Judge" }).check();
    await expect(page.getByText("Judged with the settings in Judge.")).toBeVisible();
    await expect(usage(page)).toContainText("679 events");
  });
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

test("the sample brings a report", async ({ playground, page }) => {
  await playground.open("cluster");
  await page.getByRole("button", { name: "Try a sample log" }).click();
  await expect(page.getByText(/^Sample cluster: 240 objects/)).toBeVisible();
  await expect(usage(page)).toContainText(/\(9\.0 days\)/);
  for (const name of Object.values(GROUPS))
    expect(await group(page, name).getByRole("heading", { level: 4 }).count()).toBeGreaterThan(0);
  await expect(usage(page)).toContainText("The token can go, if these are the logs of all API servers.");
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
