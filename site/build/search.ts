// The search, in an index that the page loads from the site itself.

import type { Plugin } from "vite";
import type { DefaultTheme } from "vitepress";
import { words } from "./words";

/** VitePress would send functions to the browser as text, to be evaluated there, which the policy of the page forbids. */
const indexing: { tokenize?: (text: string) => string[] } = { tokenize: words };

/** The options of VitePress's local search. */
export const search: DefaultTheme.LocalSearchOptions = {
  miniSearch: { options: indexing },
  _render: (source, env, md) => {
    const html = md.render(source, Object.assign(env, { search: true }));
    return env.frontmatter?.search === false ? "" : html;
  },
  locales: {
    ja: {
      translations: {
        button: { buttonText: "検索", buttonAriaLabel: "検索" },
        modal: {
          displayDetails: "詳細を表示",
          resetButtonTitle: "検索をリセット",
          backButtonTitle: "検索を閉じる",
          noResultsText: "見つかりませんでした",
          footer: {
            selectText: "選択",
            selectKeyAriaLabel: "Enter",
            navigateText: "移動",
            navigateUpKeyAriaLabel: "上矢印",
            navigateDownKeyAriaLabel: "下矢印",
            closeText: "閉じる",
            closeKeyAriaLabel: "Esc",
          },
        },
      },
    },
  },
};

/** Keeps the function out of what the browser gets; the theme gives it the same one. */
export function withoutFunctions(): Plugin {
  return {
    name: "site-search",
    // The index is ready by now, and the data for the browser is not written yet.
    generateBundle() {
      delete indexing.tokenize;
    },
  };
}
