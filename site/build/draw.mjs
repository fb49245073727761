// Draws the pictures in docs/pictures/: Graphviz text in, accessible SVG out.

import { readFileSync } from "node:fs";
import { Graphviz } from "@hpcc-js/wasm-graphviz";

const graphviz = await Graphviz.load();

/** What every picture has in common; colours come from the style sheet, by class. */
const LOOK = `
  graph [bgcolor=transparent, fontname=Helvetica, fontsize=13, pad=0.1]
  node [fontname=Helvetica, fontsize=13, margin="0.14,0.08", height=0.3]
  edge [fontname=Helvetica, fontsize=11, arrowsize=0.7]
`;

const COLOURS = readFileSync(new URL("picture.css", import.meta.url), "utf8");

/** Outside the site, such as on GitHub, a picture follows the reader's system, and brings its own background. */
const STYLE = `<style>
${COLOURS}
svg {
  color-scheme: light dark;
  background: light-dark(#fff, #0d1117);
}
</style>`;

/**
 * Draws a picture. The comment at the top of its source has the title, an empty line, and the picture in words.
 *
 * @param {string} source Graphviz text.
 * @param {string} name A name for the ids in the picture.
 */
export function draw(source, name) {
  const comment = source.match(/^(?:\/\/.*\n)+/)?.[0] ?? "";
  const [title, ...rest] = comment
    .replaceAll(/^\/\/ ?/gm, "")
    .trim()
    .split("\n\n");
  const words = rest.join("\n\n").replaceAll("\n", " ");
  if (!title || !words) throw new Error(`${name}: the comment at the top has no title, or says nothing`);
  const drawn = graphviz.layout(source.replace("{", `{${LOOK}`), "svg", "dot");
  const size = drawn.match(/<svg width="(\d+)pt" height="(\d+)pt"/);
  if (!size) throw new Error(`${name}: Graphviz gave no size`);
  const svg = drawn
    .slice(drawn.indexOf("<svg"))
    // Names of nodes, which browsers would show as tooltips.
    .replaceAll(/<title>[^<]*<\/title>\n?/g, "")
    .replaceAll(/<!--[\s\S]*?-->\n?/g, "")
    .replaceAll(/ (?:id="[^"]*"|xmlns:xlink="[^"]*")/g, "")
    .replaceAll(/ (?:fill|stroke)="(?:none|black|transparent)"/g, (attribute) =>
      attribute === ' fill="none"' ? attribute : "",
    )
    .replaceAll('font-family="Helvetica,sans-Serif"', 'font-family="Helvetica, Arial, sans-serif"')
    .replace(
      /^<svg width="(\d+)pt" height="(\d+)pt"/,
      `<svg class="drawing" role="img" aria-labelledby="${name}-title" aria-describedby="${name}-words" width="$1" height="$2"`,
    )
    .replace(
      />\n/,
      `>\n<title id="${name}-title">${title}</title>\n<desc id="${name}-words">${words}</desc>\n`,
    );
  return { title, words, svg, width: Number(size[1]), file: svg.replace("</desc>\n", `</desc>\n${STYLE}\n`) };
}
