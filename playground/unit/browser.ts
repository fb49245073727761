// Fakes the parts of a browser that the app's modules use.

import { vi } from "vitest";

interface Options {
  /** The fragment of the address, such as `#/learn`. */
  readonly hash?: string;
  readonly languages?: readonly string[];
  /** What an earlier visit left in localStorage. */
  readonly stored?: Readonly<Record<string, string>>;
}

/** Installs the fake, and resets the modules, because they read the address and the storage on import. */
export function fakeBrowser({ hash = "", languages = ["en"], stored = {} }: Options = {}) {
  const events = new EventTarget();
  const storage = new Map(Object.entries(stored));
  const root = { lang: "", dataset: {} as Record<string, string> };
  const url = new URL(`https://example.com/pages/${hash}`);
  const location = {
    get href() {
      return url.href;
    },
    get hash() {
      return url.hash;
    },
    set hash(next: string) {
      url.hash = next;
      events.dispatchEvent(new Event("hashchange"));
    },
  };
  vi.resetModules();
  vi.stubGlobal("location", location);
  vi.stubGlobal("addEventListener", events.addEventListener.bind(events));
  vi.stubGlobal("navigator", { languages });
  vi.stubGlobal("document", { documentElement: root });
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => storage.get(name) ?? null,
    setItem: (name: string, value: string) => storage.set(name, value),
    removeItem: (name: string) => storage.delete(name),
  });
  return { location, root, storage };
}
