// Where the links of a page lead: files of the repository become pages of the site, scenarios in the playground, or
// addresses of the repository.

import { posix } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import { PAGES, SOURCES } from "./pages";
import { addressOf, PLAYGROUND } from "./repository";
import { openScenario } from "./scenarios";

const SCENARIO = /^e2e-tests\/scenarios\/(.+\.yaml)$/;

/** What VitePress tells about the page that is rendered. */
interface Env {
  readonly relativePath: string;
}

/** Rewrites the links of each page. */
export function links(md: MarkdownRenderer): void {
  md.core.ruler.push("site-links", ({ tokens, env, Token }) => {
    const source = sourceOf(env as Env);
    for (const { children } of tokens) {
      let english = false;
      for (const token of [...(children ?? [])]) {
        if (token.type === "link_open") {
          const target = targetOf(source, String(token.attrGet("href")));
          for (const [name, value] of Object.entries(target)) token.attrSet(name, value);
          english = isJapanese(source) && target.hreflang === "en";
        }
        if (token.type === "link_close" && english) {
          const mark = new Token("text", "", 0);
          mark.content = "（英語）";
          children?.splice(children.indexOf(token), 0, mark);
        }
      }
    }
  });
}

/** The file that a page is made from. */
export function sourceOf({ relativePath }: Env): string {
  const source = SOURCES.get(relativePath);
  if (!source) throw new Error(`no file is the source of ${relativePath}`);
  return source;
}

/** Whether a page is in Japanese. */
export function isJapanese(source: string): boolean {
  return source.startsWith("site/pages/ja/");
}

/** The attributes of a link. With a target, neither VitePress's Markdown nor its router changes the link. */
function targetOf(source: string, href: string): Record<string, string> {
  if (/^([a-z]+:|#)/.test(href)) return { href };
  const [file = "", anchor] = href.split("#", 2);
  const path = posix.join(posix.dirname(source), file).replace(/\/$/, "");
  const page = PAGES.get(path) ?? PAGES.get(`${path}/README.md`);
  if (page) {
    const address = `/${page.replace(/\.md$/, ".html").replace(/(^|\/)index\.html$/, "$1")}`;
    const at = { href: anchor === undefined ? address : `${address}#${anchor}` };
    return isJapanese(`site/pages/${page}`) ? at : { ...at, hreflang: "en" };
  }
  if (path === "playground") return { href: PLAYGROUND, target: "_self" };
  const [, scenario] = path.match(SCENARIO) ?? [];
  if (scenario) return { href: openScenario(scenario), target: "_self", class: "try" };
  const address = addressOf(path);
  if (!address) throw new Error(`${source}: there is no ${href}`);
  return { href: address };
}
