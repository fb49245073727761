// Draws the pictures in docs/pictures/: Graphviz text in, accessible SVG out.

import { Graphviz } from "@hpcc-js/wasm-graphviz";

const graphviz = await Graphviz.load();

/** What every picture has in common; colours come from the style sheet, by class. */
const LOOK = `
  graph [bgcolor=transparent, fontname=Helvetica, fontsize=13, pad=0.1]
  node [fontname=Helvetica, fontsize=13, margin="0.14,0.08", height=0.3]
  edge [fontname=Helvetica, fontsize=11, arrowsize=0.7]
`;

/** For those who see the picture outside the site, such as on GitHub; on the site, theme.css does this. */
const STYLE = `<style>
svg { background: #fff; --ink: #1f2328; --line: #59636e; --box: #f6f8fa; --good: #dafbe1; --bad: #ffebe9; --policy: #ddf4ff }
@media (prefers-color-scheme: dark) {
  svg { background: #0d1117; --ink: #f0f6fc; --line: #9198a1; --box: #212830; --good: #12361f; --bad: #4b1113; --policy: #0c2d6b }
}
text { fill: var(--ink) }
path, polygon { stroke: var(--line) }
.node path, .node polygon { fill: var(--box) }
.edge polygon { fill: var(--line) }
.good path, .good polygon { fill: var(--good) }
.bad path, .bad polygon { fill: var(--bad) }
.policy path, .policy polygon { fill: var(--policy) }
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
      `<svg role="img" aria-labelledby="${name}-title" aria-describedby="${name}-words" width="$1" height="$2"`,
    )
    .replace(
      />\n/,
      `>\n<title id="${name}-title">${title}</title>\n<desc id="${name}-words">${words}</desc>\n`,
    );
  return { title, words, svg, width: Number(size[1]), file: svg.replace("</desc>\n", `</desc>\n${STYLE}\n`) };
}
