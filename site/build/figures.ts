// Pictures of docs/pictures/ as a part of the page: they follow its colours, and their text can be found and read.

import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import { draw } from "./draw.mjs";
import { sourceOf } from "./links";
import { ROOT } from "./repository";

const PICTURE = /^docs\/pictures\/(\w+)\.svg$/;

/** Puts each picture that stands alone in a paragraph in place of the paragraph. */
export function figures(md: MarkdownRenderer): void {
  md.core.ruler.push("site-figures", (state) => {
    state.tokens.forEach((token, at, all) => {
      const [image, ...others] = token.children ?? [];
      if (image?.type !== "image" || others.length) return;
      const folder = posix.dirname(sourceOf(state.env));
      const [, name] = posix.join(folder, String(image.attrGet("src"))).match(PICTURE) ?? [];
      if (!name) throw new Error(`${image.attrGet("src")} is no picture of docs/pictures`);
      token.type = "html_block";
      token.content = (state.env as { search?: boolean }).search ? "" : figure(name);
      token.children = null;
      for (const around of [all[at - 1], all[at + 1]]) if (around) around.hidden = true;
    });
  });
}

function figure(name: string): string {
  const { title, svg, width } = draw(readFileSync(join(ROOT, `docs/pictures/${name}.dot`), "utf8"), name);
  // A narrow screen scrolls the box; the keyboard can, too.
  return `<div class="picture" lang="en" role="region" tabindex="0" aria-label="${title}" style="--width: ${width}px" v-pre>\n${svg}</div>\n`;
}
