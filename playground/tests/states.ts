// The states of the page that the general tests visit: axe, keyboard, languages and layout.

import { readFile } from "node:fs/promises";
import { chooseLogs, recorded, usage } from "./audit-logs";
import { SMALL } from "./dump";
import type { Playground } from "./page";
import { expect, pod } from "./page";
import { comparing } from "./settings-pair";

/** A view in a certain state. */
export interface State {
  readonly name: string;
  /** What only this state shows, so that axe need not look at the rest again. */
  readonly part?: string;
  prepare(playground: Playground): Promise<void>;
}

/** The states, which are all in English. */
export const STATES: readonly State[] = [
  {
    name: "Judge, rejected",
    async prepare(playground) {
      await playground.open();
      await expect(playground.headline).toHaveText("Rejected Deployment web");
      await playground.choice("Objects", "As the webhook sees them").check();
      await expect(
        playground.verdict.getByRole("group", { name: "The Pod as the webhook sees it" }),
      ).toBeVisible();
    },
  },
  {
    name: "Judge, accepted",
    async prepare(playground) {
      await playground.openWith(pod(), {
        context: "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: default}\n",
      });
      await playground.advice("The Pod opts out").click();
      await expect(playground.headline).toHaveText("Accepted Pod web");
    },
  },
  {
    name: "Judge, changed",
    async prepare(playground) {
      await playground.openWith(pod(), { settings: "action: mutate\n" });
      await expect(playground.headline).toHaveText("Changed, then accepted Pod web");
      await expect(playground.verdict.getByRole("group", { name: "What the policy changes" })).toBeVisible();
    },
  },
  {
    name: "Judge, broken",
    async prepare(playground) {
      await playground.openWith(`${pod()}---\n${pod(true)}`);
      await expect(playground.headline).toHaveText("Rejected Pod web");
      await playground.objects.type("x: [");
      await expect(playground.page.getByRole("button", { name: /^Cannot be read/ })).toBeVisible();
    },
  },
  {
    name: "Judge, settings refused, from a broken link",
    async prepare(playground) {
      await playground.page.goto("./#/judge?s=broken");
      await expect(playground.page.getByRole("alert")).toBeVisible();
      await playground.settings.replace("action: forbid\n");
      await expect(playground.headline).toHaveText("Settings refused");
    },
  },
  {
    name: "Learn",
    async prepare(playground) {
      await playground.open("learn");
      await expect(
        playground.page.getByRole("button", { name: "automount/pod-unset-account-unset" }),
      ).toBeVisible();
      await expect(playground.page.getByText("Token mounted").first()).toBeVisible();
      // The browser does not render scenarios that are far off-screen; the tests need all of them.
      await playground.page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync("* { content-visibility: visible !important; }");
        document.adoptedStyleSheets.push(sheet);
      });
    },
  },
  {
    name: "My cluster, with a report",
    async prepare(playground) {
      await playground.open("cluster");
      await playground.page.getByRole("button", { name: "Try with a sample" }).click();
      await expect(playground.page.getByText(/^Sample cluster: 240 objects/)).toBeVisible();
      await playground.page.getByText("The figures as a table").click();
    },
  },
  {
    name: "My cluster, with a damaged file",
    async prepare(playground) {
      await playground.open("cluster");
      const file = {
        name: "cluster.json",
        mimeType: "application/json",
        buffer: Buffer.from(SMALL.slice(0, -100)),
      };
      await playground.page.locator("input[type=file]:not([multiple])").setInputFiles(file);
      await expect(playground.page.getByRole("alert")).toBeVisible();
    },
  },
  {
    name: "My cluster, with an audit log",
    part: ".usage",
    async prepare(playground) {
      await playground.open("cluster");
      await playground.page.getByRole("button", { name: "Try a sample log" }).click();
      await expect(usage(playground.page)).toBeVisible();
      await expect(playground.page.getByText(/^Sample cluster: 240 objects/)).toBeVisible();
    },
  },
  {
    name: "My cluster, comparing settings",
    part: ".compare",
    async prepare({ page }) {
      await page.setViewportSize({ width: 1440, height: 900 });
      const desk = await comparing(page, { old: "action: warn\n", new: "action: mutate\noptOutAt: pod\n" });
      await page.getByRole("button", { name: "Try with a sample" }).click();
      for (const group of ["Now rejected", "Another patch"])
        await expect(desk.result.getByRole("heading", { name: group })).toBeVisible();
    },
  },
  {
    name: "My cluster, comparing settings that the policy refuses",
    part: ".compare",
    async prepare({ page }) {
      const desk = await comparing(page, { old: "action: forbid\n", new: "- action: warn\n" });
      await expect(desk.result.getByRole("alert")).toBeVisible();
    },
  },
  {
    name: "My cluster, with audit logs that cannot be read",
    async prepare(playground) {
      await playground.open("cluster");
      const file = (name: string, text: string) => ({
        name,
        mimeType: "text/plain",
        buffer: Buffer.from(text),
      });
      const [line] = (await readFile(recorded("events.jsonl"), "utf8")).split("\n");
      await chooseLogs(playground.page, [
        file(`${"a-long-name-".repeat(12)}.log`, "just text\n"),
        file("broken.log", `${line}\n{"kind":"Event" \n`),
      ]);
      await expect(playground.page.getByRole("alert")).toBeVisible();
      await playground.page.getByText("One file was not read completely").click();
    },
  },
];
