// The Content-Security-Policy is strict, the page keeps to it, and violations fail a test.

import type { Worker } from "@playwright/test";
import { chooseLogs, openCluster, recorded, usage } from "./audit-logs";
import { expect, pod, test } from "./page";

/** Everything comes from the page's own host, and no code is inline or evaluated from a string. */
const POLICY = {
  "default-src": ["'none'"],
  "script-src": ["'self'", "'wasm-unsafe-eval'"],
  "style-src": ["'self'"],
  "connect-src": ["'self'"],
  "worker-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "manifest-src": ["'self'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
};

test("index.html has the policy, before anything it applies to", async ({ page }) => {
  const html = await (await page.request.get("./")).text();
  const [tag, content = ""] =
    /<meta\s+http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html) ?? [];
  expect(tag, "the policy").toBeTruthy();
  const found = content.split(";").map((directive) => directive.trim().split(/\s+/));
  expect(Object.fromEntries(found.map(([name, ...sources]) => [name, sources]))).toEqual(POLICY);
  const before = html.slice(0, html.indexOf(tag ?? ""));
  expect(before).not.toMatch(/<(script|link|style|img)/);
});

test("index.html has nothing inline, and nothing of another host", async ({ page }) => {
  const html = await (await page.request.get("./")).text();
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
  for (const [script] of html.matchAll(/<script[^>]*>[^<]*<\/script>/g))
    expect(script).toMatch(/src="\.\/[^"]+"[^>]*><\/script>$/);
  for (const [, address = ""] of html.matchAll(/(?:src|href)="([^"]*)"/g)) expect(address).toMatch(/^\.\//);
});

test("no part of the page has a style attribute in its markup or asks for eval", async ({
  playground,
  page,
}) => {
  const scripts: string[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.push(response.url());
  });
  await playground.open();
  await playground.link("Learn").click();
  await playground.link("My cluster").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("My cluster");
  expect(scripts.length).toBeGreaterThan(3);
  for (const script of scripts)
    expect(await (await page.request.get(script)).text()).not.toMatch(/\beval\(|new Function\(/);
});

test.describe("what breaks the policy is blocked, and fails a test", () => {
  const offences = [
    {
      name: "an inline script",
      found: /Content-Security-Policy: script-src-elem blocked inline/,
      html: "<script>document.title = 'broken'</script>",
    },
    {
      name: "an inline handler",
      found: /Content-Security-Policy: script-src-attr blocked inline/,
      html: "<img alt src='data:,' onerror=\"document.title = 'broken'\">",
    },
    {
      name: "a style attribute",
      found: /Content-Security-Policy: style-src-attr blocked inline/,
      html: "<p style='color: red'>text</p>",
    },
    {
      name: "a style element",
      found: /Content-Security-Policy: style-src-elem blocked inline/,
      html: "<style>p { color: red }</style>",
    },
    {
      name: "an image of another host",
      found: /Content-Security-Policy: img-src blocked https:\/\/example\.com/,
      html: "<img alt src='https://example.com/x.png'>",
    },
    {
      name: "a script of another host",
      found: /Content-Security-Policy: script-src-elem blocked https:\/\/example\.com/,
      html: "<script src='https://example.com/x.js'></script>",
    },
  ];
  for (const { name, found, html } of offences) {
    test(name, async ({ playground, page, complaints }) => {
      await playground.open();
      const title = await page.title();
      await page.evaluate((markup) => {
        document.body.append(document.createRange().createContextualFragment(markup));
      }, html);
      await expect(() => complaints.expect(found)).toPass({ timeout: 5000 });
      // Chromium also writes to the console, and reports the blocked request as failed.
      await page.waitForTimeout(100);
      complaints.expect(/^console: .*Content Security Policy/);
      complaints.forget(/example\.com|^request failed/);
      expect(await page.title()).toBe(title);
    });
  }

  test("a request to another host", async ({ playground, page, complaints }) => {
    await playground.open();
    await page.evaluate(() => fetch("https://example.com/").catch(() => undefined));
    await page.waitForTimeout(100);
    complaints.expect(/Content-Security-Policy: connect-src blocked https:\/\/example\.com/);
    complaints.forget(/example\.com/);
  });
});

test("other complaints fail a test too", async ({ playground, page, complaints }) => {
  await playground.open();
  await page.evaluate(() => {
    console.error("an error");
    setTimeout(() => {
      throw new Error("thrown");
    });
    return fetch("no-such-file");
  });
  await page.waitForTimeout(100);
  complaints.expect(/^console: an error/);
  complaints.expect(/^uncaught: Error: thrown/);
  complaints.expect(/^no such file: .*no-such-file/);
});

// A worker's policy comes with the response for its own file; a static host sends none.
test.describe("the workers", () => {
  test.use({ serviceWorkers: "block" });

  test.beforeEach(async ({ context }) => {
    const header = Object.entries(POLICY)
      .map(([name, sources]) => `${name} ${sources.join(" ")}`)
      .join("; ");
    await context.route("**/*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({
        response,
        headers: { ...response.headers(), "content-security-policy": header },
      });
    });
  });

  /** What a worker makes of code in a string. With a delay, because code that the test itself evaluates is exempt from the policy. */
  const evaluating = (worker: Worker | undefined) =>
    worker?.evaluate(
      () =>
        new Promise((resolve) =>
          setTimeout(() => {
            try {
              resolve(new Function("return 'ran'")());
            } catch (error) {
              resolve((error as Error).name);
            }
          }),
        ),
    );

  test("of the engine works where the host sends the policy with every file", async ({
    playground,
    page,
  }) => {
    await playground.openWith(pod(false));
    await expect(playground.headline).toHaveText("Accepted Pod web");
    expect(await evaluating(page.workers()[0])).toBe("EvalError");
  });

  test("of audit logs works there too", async ({ playground, page }) => {
    await playground.open("cluster");
    await openCluster(page);
    await chooseLogs(page, recorded("events.jsonl"));
    await expect(usage(page)).toContainText("679 events");
    const worker = page.workers().find((each) => each.url().includes("usage-worker"));
    expect(await evaluating(worker)).toBe("EvalError");
  });
});
