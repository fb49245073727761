// How Vite builds and serves the page.

import { defineConfig } from "vite";
import { offline } from "./build/offline";
import { relaxedPolicy } from "./build/relaxed-policy";
import { scenarios } from "./scenarios/plugin";

export default defineConfig({
  // Relative addresses let the page work in any folder of any host.
  base: "./",
  plugins: [scenarios(), relaxedPolicy(), offline()],
  worker: { format: "es" },
  build: {
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The Content-Security-Policy forbids code and styles from data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { fs: { allow: [".."] } },
});
