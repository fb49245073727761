// My cluster with audit logs: who uses its token.

import { readFile } from "node:fs/promises";
import { drop, events, group, openCluster, report, truth, usage } from "./audit-logs";
import { expect, test } from "./page";

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
    await expect(worker).toContainText("Role bindings not usedRoleBinding legacy/batch-edit");
  });

  test("the report is what token-check prints", async ({ page }) => {
    const path = process.env.AUDIT_REPORT;
    if (!path) throw new Error("AUDIT_REPORT names no file: run `make playground-test`");
    const { cluster, exemptions, ...printed } = JSON.parse(await readFile(path, "utf8"));
    const found = await report(page);
    // The command may also say what it asked of a live cluster, which the page never does.
    expect(cluster).toBeNull();
    // The page does not list exemptions; the recorded cluster is judged without any.
    expect(exemptions).toEqual([]);
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

test("the sample brings a report", async ({ playground, page }) => {
  await playground.open("cluster");
  await page.getByRole("button", { name: "Try a sample log" }).click();
  await expect(page.getByText(/^Sample cluster: 240 objects/)).toBeVisible();
  await expect(usage(page)).toContainText(/\(9\.0 days\)/);
  for (const name of Object.values(GROUPS))
    expect(await group(page, name).getByRole("heading", { level: 4 }).count()).toBeGreaterThan(0);
  await expect(usage(page)).toContainText("The token can go, if these are the logs of all API servers.");
});
