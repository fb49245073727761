// The recording of a real API server, whose truth is known.

import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect } from "./page";

/** The path of a file of the recording. */
export function recorded(name: string): string {
  return fileURLToPath(new URL(`../../e2e-tests/recorded/audit/${name}`, import.meta.url));
}

/** A workload, and what it really did. */
export interface TrueWorkload {
  readonly workload: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly account: string;
  readonly namedByTheLog: number;
  readonly verdict: string;
}

/** What really happened. */
export function truth(): { readonly workloads: readonly TrueWorkload[] } {
  return JSON.parse(readFileSync(recorded("truth.json"), "utf8"));
}

/** Opens the recorded cluster. */
export async function openCluster(page: Page): Promise<void> {
  await page.locator("input[type=file]:not([multiple])").setInputFiles(recorded("objects.json"));
  await expect(page.getByText(/^objects\.json: 80 objects, 15 of them Pods\.$/)).toBeVisible();
}

/** Chooses audit logs. */
export async function chooseLogs(
  page: Page,
  files: string | string[] | { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> {
  await page.locator("input.logs-files").setInputFiles(files);
}

export const usage = (page: Page) => page.getByRole("region", { name: "Who uses the token" });
export const group = (page: Page, name: string) => usage(page).getByRole("region", { name });

/** The recorded log. */
export const events = () => readFile(recorded("events.jsonl"), "utf8");

/** Drops texts as files where audit logs go. */
export async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  const data = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(all)) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.getByText("Drop audit logs here").dispatchEvent("drop", { dataTransfer: data });
}

/** The report as JSON, as the page lets the reader save it. */
export async function report(page: Page): Promise<Record<string, unknown>> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the report as JSON" }).click();
  return JSON.parse(await readFile(await (await download).path(), "utf8"));
}
