import { computed, effect, signal } from "@preact/signals";
import { recall, remember } from "../remembered";

export type Language = "en" | "ja";
export const LANGUAGES: readonly Language[] = ["en", "ja"];

type Japanese = typeof import("./japanese");

/** The language that the page speaks. */
export const language = signal<Language>("en");

/** Numbers as the language writes them. */
export const numbers = computed(() => new Intl.NumberFormat(language.value));

let japanese: Japanese | null = null;

effect(() => {
  document.documentElement.lang = language.value;
});

/** Settled when the page can speak the reader's language, or, where that cannot be loaded, English. */
export const ready: Promise<void> = speak(recall("language", LANGUAGES) ?? preferred()).catch(
  () => undefined,
);

/** Changes the language, and remembers that. */
export async function setLanguage(next: Language): Promise<void> {
  await speak(next);
  remember("language", next);
}

/** The texts of a part of the page in the reader's language; who asks for them follows the switch, as with any signal. */
export function texts<P extends keyof Japanese, E>(part: P, english: E): Japanese[P] | E {
  return language.value === "ja" && japanese ? japanese[part] : english;
}

/** The same, named as components expect it. */
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
