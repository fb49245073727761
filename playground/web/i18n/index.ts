// The page's language: which one it is, and the texts in it.

import { computed, effect, signal } from "@preact/signals";
import { recall, remember } from "../remembered";

export type Language = "en" | "ja";
export const LANGUAGES: readonly Language[] = ["en", "ja"];

type Japanese = typeof import("./japanese");

/** The page's current language. */
export const language = signal<Language>("en");

/** Formats numbers in the current language. */
export const numbers = computed(() => new Intl.NumberFormat(language.value));

let japanese: Japanese | null = null;

effect(() => {
  document.documentElement.lang = language.value;
});

/** Resolves once the texts in the reader's language are loaded; if that fails, the page stays English. */
export const ready: Promise<void> = speak(recall("language", LANGUAGES) ?? preferred()).catch(
  () => undefined,
);

/** Changes the language and remembers the choice. */
export async function setLanguage(next: Language): Promise<void> {
  await speak(next);
  remember("language", next);
}

/** The texts of a part of the page in the current language; reads a signal, so callers update with it. */
export function texts<P extends keyof Japanese, E>(part: P, english: E): Japanese[P] | E {
  return language.value === "ja" && japanese ? japanese[part] : english;
}

/** The same function, named like a hook for components. */
export const useTexts = texts;

async function speak(next: Language): Promise<void> {
  if (next === "ja") japanese ??= await import("./japanese");
  language.value = next;
}

function preferred(): Language {
  for (const tag of navigator.languages) {
    const found = LANGUAGES.find((each) => tag.toLowerCase().split("-")[0] === each);
    if (found) return found;
  }
  return "en";
}
