// The fixtures that all tests share.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import { ROOT } from "../build/repository";

interface Fixtures {
  /** Fails the test if something happens that never may: a request to another host, an error. */
  readonly complaints: undefined;
}

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ context, baseURL }, use) => {
      const found: string[] = [];
      const { origin } = new URL(baseURL ?? "");
      context.on("request", (request) => {
        const url = new URL(request.url());
        if (url.protocol !== "data:" && url.origin !== origin)
          found.push(`request to another host: ${url.href}`);
      });
      context.on("response", (response) => {
        if (response.status() >= 400) found.push(`answered with ${response.status()}: ${response.url()}`);
      });
      // Also what the Content-Security-Policy blocks.
      context.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning")
          found.push(`console: ${message.text()}`);
      });
      context.on("weberror", (event) => found.push(`uncaught: ${event.error().message}`));
      await use(undefined);
      expect(found, "what the site did wrong").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** The pages that have to be on the site. */
export const PAGES: readonly string[] = [
  "overview.html",
  "deploy.html",
  "changelog.html",
  "index.html",
  "ja/index.html",
  "ja/guide.html",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => (name === "README.md" ? "contents.html" : name.replace(/\.md$/, ".html"))),
];
