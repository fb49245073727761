// The service worker: which files the build lists in it, and what it stores, deletes and answers.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { offline } from "../../build/offline";
import { folderOf } from "../folder";

const FILES = { "index.html": "<html>", "assets/a.js": "a", "icon.svg": "<svg>", "sw.js": "an old one" };

/** Builds these files, and returns the service worker that the plugin writes. */
async function workerFor(files: Readonly<Record<string, string>>): Promise<string> {
  const root = folderOf(files);
  const { configResolved, writeBundle } = offline();
  (configResolved as (config: unknown) => void)({ root, build: { outDir: "." } });
  await (writeBundle as () => Promise<void>)();
  return readFileSync(join(root, "sw.js"), "utf8");
}

const SCOPE = "https://example.com/pages/";

/** Runs the service worker as a browser would. */
function start(code: string, caches: FakeCaches) {
  const handlers = new Map<string, (event: unknown) => void>();
  const self = {
    registration: { scope: SCOPE },
    addEventListener: (name: string, handler: (event: unknown) => void) => handlers.set(name, handler),
    skipWaiting: () => Promise.resolve(),
    clients: { claim: () => Promise.resolve() },
  };
  const fetched: string[] = [];
  const fetch = (request: Request) => {
    fetched.push(request.url);
    return Promise.resolve(new Response("from the network"));
  };
  class RelativeRequest extends Request {
    constructor(url: string, init?: RequestInit) {
      super(new URL(url, SCOPE), init);
    }
  }
  runInNewContext(code, { self, caches, fetch, URL, Request: RelativeRequest, Response, Promise });
  const lifecycle = async (name: "install" | "activate") => {
    let work: Promise<unknown> = Promise.resolve();
    handlers.get(name)?.({ waitUntil: (promise: Promise<unknown>) => (work = promise) });
    await work;
  };
  const ask = async (url: string, method = "GET") => {
    let answer: Promise<Response> | undefined;
    const request = new Request(new URL(url, SCOPE), { method });
    handlers.get("fetch")?.({ request, respondWith: (response: Promise<Response>) => (answer = response) });
    return answer && (await (await answer).text());
  };
  return { install: () => lifecycle("install"), activate: () => lifecycle("activate"), ask, fetched };
}

class FakeCaches {
  readonly all = new Map<string, Map<string, string>>();

  open(name: string) {
    const entries = this.all.get(name) ?? new Map<string, string>();
    this.all.set(name, entries);
    return Promise.resolve({
      addAll: async (requests: readonly Request[]) => {
        for (const { url } of requests) entries.set(url, `${name.slice(-4)} ${url}`);
      },
      match: async (url: URL) => (entries.has(url.href) ? new Response(entries.get(url.href)) : undefined),
    });
  }

  keys() {
    return Promise.resolve([...this.all.keys()]);
  }

  delete(name: string) {
    return Promise.resolve(this.all.delete(name));
  }

  async match(url: URL) {
    const found = [...this.all.values()].find((entries) => entries.has(url.href));
    return found && new Response(found.get(url.href));
  }
}

describe("the list of files", () => {
  test("has every file except the worker itself, with the folder instead of index.html", async () => {
    expect(await workerFor(FILES)).toContain(JSON.stringify(["assets/a.js", "icon.svg", "./"]));
  });

  test("leaves no placeholders and no types", async () => {
    const code = await workerFor(FILES);
    expect(code).not.toMatch(/__[A-Z]+__(?!")/);
    expect(code).not.toContain("Promise<void>");
  });

  test("has a version that depends on names and contents alone", async () => {
    const { "icon.svg": icon, ...others } = FILES;
    const same = await workerFor(FILES);
    expect(await workerFor({ ...FILES, "sw.js": "another old one" })).toBe(same);
    const version = (code: string) => /"([0-9a-f]{16})"/.exec(code)?.[1];
    const different = [FILES, { ...FILES, "icon.svg": `${icon} ` }, { ...others, "ikon.svg": icon }];
    const versions = new Set<unknown>();
    for (const files of different) versions.add(version(await workerFor(files)));
    expect(versions.size).toBe(3);
    expect(versions).not.toContain(undefined);
  });
});

describe("the worker", () => {
  test("stores every file on installation, and answers from there", async () => {
    const caches = new FakeCaches();
    const { install, ask, fetched } = start(await workerFor(FILES), caches);
    await install();
    const [name = ""] = caches.all.keys();
    expect(name).toMatch(/^playground https:\/\/example\.com\/pages\/ [0-9a-f]{16}$/);
    const kept = name.slice(-4);
    for (const url of ["", "index.html", "?utm=1"]) expect(await ask(url)).toBe(`${kept} ${SCOPE}`);
    expect(await ask("assets/a.js?v=2#x")).toBe(`${kept} ${SCOPE}assets/a.js`);
    expect(fetched).toEqual([]);
  });

  test("fetches what it does not have", async () => {
    const { install, ask, fetched } = start(await workerFor(FILES), new FakeCaches());
    await install();
    expect(await ask("assets/new.js")).toBe("from the network");
    expect(fetched).toEqual([`${SCOPE}assets/new.js`]);
  });

  test("ignores requests other than GET, and other folders", async () => {
    const { install, ask } = start(await workerFor(FILES), new FakeCaches());
    await install();
    expect(await ask("assets/a.js", "POST")).toBeUndefined();
    expect(await ask("https://example.com/other/")).toBeUndefined();
  });

  test("keeps the previous version for open pages, and deletes older ones", async () => {
    const caches = new FakeCaches();
    const versions = [];
    for (const content of ["1", "2", "3"]) {
      const worker = start(
        await workerFor({ ...FILES, "assets/a.js": content, [`${content}.js`]: "" }),
        caches,
      );
      await worker.install();
      await worker.activate();
      versions.push(worker);
    }
    const others = "playground https://example.com/other/ 0123456789abcdef";
    await caches.open(others);
    await versions[2]?.activate();
    expect(caches.all.size).toBe(3);
    expect(caches.all.has(others)).toBe(true);
    expect(await versions[2]?.ask("3.js")).toMatch(/3\.js$/);
    expect(await versions[2]?.ask("2.js")).toMatch(/2\.js$/);
    expect(await versions[2]?.ask("1.js")).toBe("from the network");
  });
});
