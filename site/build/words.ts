// How texts are split into words, for the index and for what is searched.

/** Japanese is written without spaces; the browser and Node.js know its words. */
const segmenter = new Intl.Segmenter("ja", { granularity: "word" });

/** The words of a text. Names such as `automountServiceAccountToken` stay whole. */
export function words(text: string): string[] {
  return text
    .split(/[\s\p{P}\p{S}]+/u)
    .flatMap((part) =>
      /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(part)
        ? [...segmenter.segment(part)].map(({ segment }) => segment)
        : part,
    )
    .filter((word) => word !== "");
}
