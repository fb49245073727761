// VitePress's own theme, with the fonts of the reader's system.

import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { words } from "../../build/words";
import { markMain } from "./landmark";
import "../../build/picture.css";
import "./theme.css";

export default {
  extends: DefaultTheme,
  setup: markMain,
  enhanceApp({ siteData }) {
    const { themeConfig } = siteData.value;
    const options = { ...themeConfig.search.options, miniSearch: { options: { tokenize: words } } };
    siteData.value = {
      ...siteData.value,
      themeConfig: { ...themeConfig, search: { ...themeConfig.search, options } },
    };
  },
} satisfies Theme;
