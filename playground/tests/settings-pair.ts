// Two settings that are compared in My cluster, and what token-check says of them.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "@playwright/test";
import { Editor } from "./editor";
import { expect } from "./page";

/** The editors, and what the page says below them. */
export interface Desk {
  readonly old: Editor;
  readonly new: Editor;
  readonly result: Locator;
}

export interface Texts {
  readonly old: string;
  readonly new: string;
}

/** The names of the editors and of what is around them, by language. */
const NAMES = {
  en: {
    open: "Compare with other settings",
    region: "Compare settings",
    old: "OLD settings",
    new: "NEW settings",
  },
  ja: {
    open: "ほかの設定と比べる",
    region: "設定の比較",
    old: "OLD（比較元の設定）",
    new: "NEW（新しい設定）",
  },
};

/** Opens My cluster and the editors there. */
export async function openDesk(page: Page, language: keyof typeof NAMES = "en"): Promise<Desk> {
  const names = NAMES[language];
  await page.goto("./#/cluster");
  await page.getByRole("button", { name: names.open }).click();
  const result = page.getByRole("region", { name: names.region, exact: true });
  await expect(result).toBeVisible();
  return { old: new Editor(page, names.old), new: new Editor(page, names.new), result };
}

/** Opens them with these settings. */
export async function comparing(
  page: Page,
  texts: Texts,
  language: keyof typeof NAMES = "en",
): Promise<Desk> {
  const desk = await openDesk(page, language);
  await write(desk, texts);
  return desk;
}

/** Replaces both settings. */
export async function write(desk: Desk, texts: Texts): Promise<void> {
  await desk.old.replace(texts.old);
  await desk.new.replace(texts.new);
}

/** Opens a file on disk as the cluster. */
export async function openDump(page: Page, path: string): Promise<void> {
  await page.locator("input[type=file]:not([multiple])").setInputFiles(path);
}

/** A file of the command's own tests. */
export function commandFile(name: string): string {
  return fileURLToPath(new URL(`../../e2e-tests/command/compare.in/${name}`, import.meta.url));
}

/** The text of such a file. */
export const commandText = (name: string): string => readFileSync(commandFile(name), "utf8");

/** What `token-check compare` prints. It is run in the folder of the dump, whose name it repeats. */
export function printed(old: string, next: string, dump: string, ...options: string[]): string {
  const { TOKEN_CHECK } = process.env;
  if (!TOKEN_CHECK) throw new Error("TOKEN_CHECK names no file: run `make playground-test`");
  const args = ["compare", old, next, basename(dump), ...options];
  const { stdout, stderr, status } = spawnSync(resolve(TOKEN_CHECK), args, {
    cwd: dirname(dump),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  expect(status === 0 || status === 1, stderr).toBe(true);
  return stdout;
}

/** The comparison as JSON, as the page lets the reader save it. */
export async function saved(page: Page): Promise<Record<string, unknown>> {
  const button = page.getByRole("button", { name: "Download the comparison as JSON" });
  await expect(button).toBeEnabled();
  const download = page.waitForEvent("download");
  await button.click();
  expect((await download).suggestedFilename()).toBe("compare.json");
  return JSON.parse(await readFile(await (await download).path(), "utf8"));
}
