// A chosen theme is applied and remembered; the system's needs neither.

import { expect, test } from "vitest";
import { fakeBrowser } from "./browser";

const themes = async (stored: Readonly<Record<string, string>> = {}) => {
  const browser = fakeBrowser({ stored });
  return { ...browser, ...(await import("../web/theme")) };
};

test("the first visit has the system's colours", async () => {
  const { theme, root } = await themes();
  expect(theme.value).toBe("system");
  expect(root.dataset).toEqual({});
});

test("a later visit has the colours chosen before", async () => {
  const { theme, root } = await themes({ theme: "dark" });
  expect(theme.value).toBe("dark");
  expect(root.dataset).toEqual({ theme: "dark" });
});

test("a choice is shown and remembered, and taken back with the system's", async () => {
  const { setTheme, root, storage } = await themes();
  setTheme("light");
  expect(root.dataset).toEqual({ theme: "light" });
  expect([...storage]).toEqual([["theme", "light"]]);
  setTheme("system");
  expect(root.dataset).toEqual({});
  expect([...storage]).toEqual([]);
});
