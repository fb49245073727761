// Long names may be broken where a reader would break them, such as in the narrow column of a table.

import type { MarkdownRenderer } from "vitepress";

/** After these characters, and between the words of camelCase. */
const BREAK = /[./:@=](?=\w)|[a-z](?=[A-Z])/g;

/** Shorter ones are kept whole. */
const LONG = 16;

/** Marks the places in inline code. */
export function longNames(md: MarkdownRenderer): void {
  const { code_inline: inline } = md.renderer.rules;
  md.renderer.rules.code_inline = (tokens, at, options, env, self) => {
    const html = inline?.(tokens, at, options, env, self) ?? "";
    if ((tokens[at]?.content.length ?? 0) < LONG) return html;
    return html.replace(/(?<=>)[^<]+/, (text) => text.replaceAll(BREAK, "$&<wbr>"));
  };
}
