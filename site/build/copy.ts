// The buttons that copy blocks have their name in the page's language.

import type { MarkdownRenderer } from "vitepress";
import { isJapanese, sourceOf } from "./links";

export const COPY = { en: "Copy", ja: "コピー" };

/** Renames the buttons on Japanese pages. */
export function copyButtons(md: MarkdownRenderer): void {
  const { fence } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, at, options, env, self) => {
    const html = fence?.(tokens, at, options, env, self) ?? "";
    return isJapanese(sourceOf(env)) ? html.replace(`title="${COPY.en}"`, `title="${COPY.ja}"`) : html;
  };
}
