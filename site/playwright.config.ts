// How Playwright tests the built site: in Chromium, beside the playground, served as on GitHub Pages.

import { execFileSync } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { defineConfig } from "@playwright/test";
import { BASE } from "./build/repository";

// Playwright's workers load this file too, and reuse what its first load put into the environment.
const env = process.env;
env.CHROMIUM ??= execFileSync("../playground/tools/browser.sh", { encoding: "utf8" }).trim();
env.SITE_PORT ??= String(await freePort());
/** What `make pages` builds. */
const folder = env.SITE_PAGES ?? "../target/pages";
const host = `http://127.0.0.1:${env.SITE_PORT}`;

export default defineConfig({
  testDir: "tests",
  outputDir: "../target/site-tests",
  fullyParallel: true,
  workers: 2,
  // The machine may be busy with other work; Playwright lists tests that pass only on the retry as flaky.
  retries: 1,
  forbidOnly: true,
  reporter: "list",
  timeout: 60_000,
  use: {
    baseURL: host + BASE,
    locale: "en-GB",
    trace: "off",
    // Without motion, axe does not see colours in the middle of a transition.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: env.CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
    },
  },
  webServer: {
    command: `node tools/serve.mjs ${folder} ${env.SITE_PORT}`,
    url: host + BASE,
    reuseExistingServer: false,
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
