// The menus, in both languages.

import type { DefaultTheme } from "vitepress";
import { TITLES } from "./pages";

const GROUPS: Record<string, readonly string[]> = {
  Start: ["overview", "how-it-works", "install", "air-gapped", "compatibility"],
  "Bring it in": ["rollout", "usage", "deploy", "upgrade"],
  "Use it": ["rejections", "recipes", "exemptions", "custom-kinds", "token-check"],
  Understand: ["rules", "limits", "performance", "testing", "comparison"],
};

/** Pages that are not in `docs/`. */
const OTHERS: Record<string, string> = { overview: "Overview and settings", deploy: "Manifests" };

const missing = [...TITLES.keys()].filter(
  (name) => !Object.values(GROUPS).flat().includes(name.replace(/\.md$/, "")),
);
if (missing.length) throw new Error(`no menu has ${missing.join(", ")}`);

const english: DefaultTheme.SidebarItem[] = Object.entries(GROUPS).map(([text, names]) => ({
  text,
  items: names.map((name) => ({
    text: OTHERS[name] ?? TITLES.get(`${name}.md`) ?? name,
    link: `/${name}.html`,
  })),
}));

/** One folder above the site: VitePress puts the site's own path in front. */
const playground = { link: "/../", target: "_self" };

export const sidebar = {
  en: [
    ...english,
    {
      text: "More",
      items: [
        { text: "All pages", link: "/contents.html" },
        { text: "Changelog", link: "/changelog.html" },
      ],
    },
  ],
  ja: [
    { text: "日本語", items: [{ text: "はじめに", link: "/ja/guide.html" }] },
    { text: "英語のドキュメント", items: english.flatMap(({ items = [] }) => items) },
  ],
};

export const nav = {
  en: [
    { text: "Docs", link: "/contents.html" },
    { text: "Settings", link: "/overview.html#settings" },
    { text: "Playground", ...playground },
  ],
  ja: [
    { text: "はじめに", link: "/ja/guide.html" },
    { text: "プレイグラウンド", ...playground },
  ],
};
