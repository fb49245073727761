// The page uses the language that its reader chose, or else the browser's.

import { describe, expect, test, vi } from "vitest";
import { shell } from "../web/i18n/shell/en";
import { shell as japaneseShell } from "../web/i18n/shell/ja";
import { fakeBrowser } from "./browser";

async function i18n(options: Parameters<typeof fakeBrowser>[0]) {
  const browser = fakeBrowser(options);
  const module = await import("../web/i18n");
  await module.ready;
  return { ...browser, ...module };
}

describe("the first language", () => {
  const visits = [
    { name: "the browser's", languages: ["ja-JP", "en"], language: "ja" },
    { name: "in any case", languages: ["JA"], language: "ja" },
    {
      name: "the first one that the page supports",
      languages: ["fr", "de-CH", "en-GB", "ja"],
      language: "en",
    },
    { name: "not one with the same first letters", languages: ["jam", "enm"], language: "en" },
    { name: "English if the page supports none of them", languages: ["fr"], language: "en" },
    { name: "English if the browser lists none", languages: [], language: "en" },
    { name: "the one chosen before", languages: ["en"], stored: { language: "ja" }, language: "ja" },
    {
      name: "not an unknown one chosen before",
      languages: ["ja"],
      stored: { language: "fr" },
      language: "ja",
    },
  ];
  for (const { name, language, ...options } of visits) {
    test(name, async () => {
      const { language: found, root, texts } = await i18n(options);
      expect(found.value).toBe(language);
      expect(root.lang).toBe(language);
      expect(texts("shell", shell)).toEqual(language === "ja" ? japaneseShell : shell);
    });
  }
});

test("a choice changes texts and numbers, and is remembered", async () => {
  const { setLanguage, texts, numbers, root, storage } = await i18n({ languages: ["en"] });
  await setLanguage("ja");
  expect(texts("shell", shell)).toEqual(japaneseShell);
  expect(numbers.value.resolvedOptions().locale).toBe("ja");
  expect(root.lang).toBe("ja");
  expect([...storage]).toEqual([["language", "ja"]]);
  await setLanguage("en");
  expect(texts("shell", shell)).toBe(shell);
  expect(numbers.value.format(1234567)).toBe("1,234,567");
  expect([...storage]).toEqual([["language", "en"]]);
});

test("if Japanese cannot be loaded, the page stays English and remembers nothing", async () => {
  vi.doMock("../web/i18n/japanese", () => {
    throw new Error("no network");
  });
  const { language, setLanguage, storage } = await i18n({ languages: ["ja"] });
  expect(language.value).toBe("en");
  await expect(setLanguage("ja")).rejects.toThrow();
  expect(language.value).toBe("en");
  expect([...storage]).toEqual([]);
  vi.doUnmock("../web/i18n/japanese");
});
