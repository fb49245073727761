// Choices are kept if the browser allows it, and never break the page.

import { describe, expect, test, vi } from "vitest";
import { recall, remember } from "../web/remembered";
import { fakeBrowser } from "./browser";

const VALUES = ["light", "dark"] as const;

describe("recall", () => {
  test("what was remembered", () => {
    fakeBrowser({ stored: { theme: "dark" } });
    expect(recall("theme", VALUES)).toBe("dark");
  });

  test("null for nothing or an unknown value", () => {
    fakeBrowser({ stored: { theme: "sepia" } });
    expect(recall("theme", VALUES)).toBeNull();
    expect(recall("language", VALUES)).toBeNull();
  });
});

describe("remember", () => {
  test("stores and removes", () => {
    const { storage } = fakeBrowser();
    remember("theme", "dark");
    expect([...storage]).toEqual([["theme", "dark"]]);
    remember("theme", null);
    expect([...storage]).toEqual([]);
  });
});

test("blocked storage counts as empty", () => {
  vi.stubGlobal("localStorage", {
    getItem() {
      throw new Error("forbidden");
    },
    setItem() {
      throw new Error("forbidden");
    },
  });
  expect(() => remember("theme", "dark")).not.toThrow();
  expect(recall("theme", VALUES)).toBeNull();
});
