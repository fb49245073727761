// Below each block that is a part of a scenario, a link that opens the scenario in the playground.

import type { MarkdownRenderer } from "vitepress";
import { openScenario } from "./scenarios";

/** The comment above such a block: see `e2e-tests/tests/e2e/docs.rs`. */
const MARKER = /^<!-- scenario: (\S+) \S+(?: \S+)? -->\s*$/;

/** Adds the links. */
export function examples(md: MarkdownRenderer): void {
  md.core.ruler.push("site-examples", (state) => {
    if ((state.env as { search?: boolean }).search) return;
    state.tokens = state.tokens.flatMap((token, at, all) => {
      const [, path] = all[at - 1]?.content.match(MARKER) ?? [];
      if (token.type !== "fence" || !path) return [token];
      const link = new state.Token("html_block", "", 0);
      link.content = `<p class="open"><a class="try" target="_self" href="${openScenario(path)}">Open in the playground</a></p>\n`;
      return [token, link];
    });
  });
}
