// Says a sentence of the core in the reader's language.

/** Patterns of the core's sentences, and what to say instead of each. */
export type Said = readonly (readonly [RegExp, (...parts: string[]) => string])[];

export interface Sentence {
  readonly text: string;
  /** Whether there is no translation, so that the text is English. */
  readonly english: boolean;
}

/** The sentence in the language of these translations. A part after a colon may be a sentence of its own. */
export function said(sentence: string, translations: Said): Sentence {
  const whole = translated(sentence, translations);
  if (whole !== null) return { text: whole, english: false };
  const [head = "", ...tail] = sentence.split(": ");
  const parts = tail.length ? [head, tail.join(": ")].map((part) => translated(part, translations)) : [null];
  if (parts.every((part) => part !== null)) return { text: parts.join(": "), english: false };
  return { text: sentence, english: true };
}

function translated(sentence: string, translations: Said): string | null {
  for (const [pattern, say] of translations) {
    const [found, ...parts] = pattern.exec(sentence) ?? [];
    if (found !== undefined) return say(...parts);
  }
  return null;
}
