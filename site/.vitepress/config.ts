// How VitePress builds the site.

import { slug } from "github-slugger";
import { defineConfig } from "vitepress";
import { COPY, copyButtons } from "../build/copy";
import { examples } from "../build/examples";
import { figures } from "../build/figures";
import { links } from "../build/links";
import { nav, sidebar } from "../build/menus";
import { longNames } from "../build/names";
import { STAGE, stage } from "../build/pages";
import { withPolicy } from "../build/policy";
import { BASE, REPOSITORY } from "../build/repository";
import { search, withoutFunctions } from "../build/search";

stage();

export default defineConfig({
  base: BASE,
  srcDir: STAGE,
  outDir: "dist",
  title: "Who gets a token?",
  description:
    "A Kubewarden policy: a Kubernetes API token reaches a container only where someone entitled to decide asked for it",
  head: [
    ["link", { rel: "icon", type: "image/svg+xml", href: `${BASE}icon.svg` }],
    ["meta", { name: "color-scheme", content: "light dark" }],
  ],
  // Its data would be a script in each page otherwise.
  metaChunk: true,
  locales: {
    root: { label: "English", lang: "en" },
    ja: {
      label: "日本語",
      lang: "ja",
      description: "必要とされていない Kubernetes API トークンをコンテナに渡さない Kubewarden ポリシー",
      themeConfig: {
        nav: nav.ja,
        sidebar: sidebar.ja,
        outline: { level: [2, 3], label: "このページの内容" },
        docFooter: { prev: false, next: false },
        darkModeSwitchLabel: "表示モード",
        lightModeSwitchTitle: "ライトモードに切り替える",
        darkModeSwitchTitle: "ダークモードに切り替える",
        sidebarMenuLabel: "メニュー",
        returnToTopLabel: "ページの先頭へ",
        langMenuLabel: "言語を変更",
        skipToContentLabel: "本文へ移動",
        notFound: {
          title: "ページが見つかりません",
          quote: "アドレスが正しいか確認してください。",
          linkLabel: "ホームへ戻る",
          linkText: "ホームへ戻る",
        },
      },
    },
  },
  themeConfig: {
    // Only the front pages are in both languages.
    i18nRouting: false,
    nav: nav.en,
    sidebar: sidebar.en,
    outline: { level: [2, 3] },
    search: { provider: "local", options: search },
    socialLinks: [{ icon: "github", link: REPOSITORY }],
    notFound: {
      quote: "There is no such page. The search may find what you are looking for.",
      linkText: "Go to the front page",
      linkLabel: "Go to the front page",
    },
  },
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    languageAlias: { console: "bash" },
    codeCopyButtonTitle: COPY.en,
    // The same anchors as on GitHub.
    anchor: { slugify: (text) => slug(text) },
    config: (md) => {
      md.use(links).use(examples).use(figures).use(copyButtons).use(longNames);
    },
  },
  transformHtml: withPolicy,
  vite: {
    plugins: [withoutFunctions()],
    // Pages are not worth a warning: the largest one is a table.
    build: { chunkSizeWarningLimit: 1000 },
  },
});
