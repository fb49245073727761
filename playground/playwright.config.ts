// How Playwright tests the built page: in Chromium, served from a folder like that of a static host.

import { execFileSync } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";

// Playwright's workers load this file too, and reuse what its first load put into the environment.
const env = process.env;
env.CHROMIUM ??= run(fileURLToPath(new URL("tools/browser.sh", import.meta.url)));
env.PLAYGROUND_PORT ??= String(await freePort());
/** The folder to test: the build, or a copy that is broken on purpose. */
const folder = env.PLAYGROUND_DIST ?? "dist";
const port = env.PLAYGROUND_PORT;

/** A subfolder, because a static page may be published in any folder of a host. */
const base = "/pages/who-gets-a-token/";

export default defineConfig({
  testDir: "tests",
  outputDir: "../target/playground-tests",
  fullyParallel: true,
  workers: 2,
  // The machine may be busy with other work; Playwright lists tests that pass only on the retry as flaky.
  retries: 1,
  forbidOnly: true,
  reporter: "list",
  timeout: 30_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}${base}`,
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    trace: "off",
    launchOptions: {
      executablePath: env.CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  webServer: {
    command: `node_modules/.bin/vite preview --outDir ${folder} --base ${base} --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}${base}`,
    reuseExistingServer: false,
    env: { VITE_CONFIG_NATIVE_IGNORE_WARNING: "true" },
  },
});

function run(command: string): string {
  return execFileSync(command, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
