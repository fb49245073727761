// What holds for each page: it is there, its links lead somewhere, it fits on a phone, and its blocks can be copied.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PLAYGROUND, REPOSITORY, ROOT } from "../build/repository";
import { expect, PAGES, test } from "./page";

interface Found {
  readonly links: readonly string[];
  readonly ids: readonly string[];
  readonly copied: readonly { readonly shown: string; readonly buttons: number }[];
  readonly wide: readonly string[];
  readonly width: number;
}

/** A phone; the narrowest that is still sold. */
test.use({ viewport: { width: 360, height: 740 } });

test("each page is there, and no other one", () => {
  const folder = join(ROOT, "target/pages/docs");
  const built = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".html"),
  );
  expect(built.sort()).toEqual([...PAGES].sort());
});

test("links and anchors lead somewhere, blocks have buttons, and nothing is wider than a phone", async ({
  page,
  baseURL,
}) => {
  const base = new URL(baseURL ?? "");
  const pages = new Map<string, Found>();
  for (const name of PAGES) {
    await page.goto(name);
    pages.set(new URL(name, base).pathname, await page.evaluate(look));
  }
  const wrong: string[] = [];
  let outside = 0;
  for (const [name, { links, copied, wide, width }] of pages) {
    if (width > 360) wrong.push(`${name}: ${width} px wide: ${wide.join(", ")}`);
    for (const { shown, buttons } of copied)
      if (buttons !== 1) wrong.push(`${name}: ${buttons} buttons: ${shown}`);
    for (const link of links) {
      const { origin, pathname, hash, href } = new URL(link);
      if (href.startsWith(`${REPOSITORY}/`)) {
        outside += 1;
        const [, kind, path] = decodeURI(pathname).match(/\/(blob|tree)\/HEAD\/(.*)$/) ?? [];
        const file = path === undefined ? undefined : statSync(join(ROOT, path), { throwIfNoEntry: false });
        if (file?.isDirectory() !== (kind === "tree")) wrong.push(`${name}: no such file: ${href}`);
      }
      if (origin !== base.origin || pathname === PLAYGROUND) continue;
      const target = pages.get(pathname.replace(/\/$/, "/index.html"));
      const anchor = decodeURIComponent(hash.slice(1));
      if (!target) wrong.push(`${name}: no page ${href}`);
      else if (anchor && !target.ids.includes(anchor)) wrong.push(`${name}: no anchor ${href}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(outside).toBeGreaterThan(50);
});

test("a button copies the block", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("rollout.html");
  // The blocks of the source, in their order; some are indented, in lists.
  const source = readFileSync(join(ROOT, "docs/rollout.md"), "utf8");
  const blocks = [...source.matchAll(/^( *)```\w+\n([\s\S]*?)^\1```$/gm)].map(([, indent, text = ""]) =>
    text.replaceAll(new RegExp(`^${indent}`, "gm"), "").trimEnd(),
  );
  const buttons = page.locator("button.copy");
  await expect(buttons).toHaveCount(blocks.length);
  for (const [at, text] of blocks.entries()) {
    await expect(buttons.nth(at)).toHaveAccessibleName("Copy");
    await buttons.nth(at).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText()), text).toBe(text);
  }
});

test("an address without a page leads back", async ({ page }) => {
  // As GitHub Pages answers.
  const answer = { path: join(ROOT, "target/pages/404.html") };
  await page.route("**/docs/gone.html", (route) => route.fulfill(answer));
  await page.goto("gone.html");
  await page.getByRole("link", { name: "Go to the front page" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No token that nobody asked for");
});

/** Runs in the page. */
function look(): Found {
  const all = <E extends Element>(selector: string) => [...document.querySelectorAll<E>(selector)];
  const beyond = (element: Element) => element.getBoundingClientRect().right > innerWidth + 1;
  return {
    links: all<HTMLAnchorElement>("a[href]").map(({ href }) => href),
    ids: all("[id]").map(({ id }) => id),
    copied: all("div[class*=language-]").map((block) => ({
      shown: block.textContent.slice(0, 40),
      buttons: block.querySelectorAll("button.copy[title]").length,
    })),
    wide: all(".VPContent *")
      .filter(beyond)
      .slice(0, 5)
      .map(({ outerHTML }) => outerHTML.slice(0, 80)),
    width: document.documentElement.scrollWidth,
  };
}
