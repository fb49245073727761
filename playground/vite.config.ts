import { defineConfig } from "vite";
import { offline } from "./build/offline";
import { relaxedPolicy } from "./build/relaxed-policy";
import { scenarios } from "./scenarios/plugin";

export default defineConfig({
  // Every address is relative, so that the page works in any folder of any host.
  base: "./",
  plugins: [scenarios(), relaxedPolicy(), offline()],
  worker: { format: "es" },
  build: {
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The Content-Security-Policy lets no code and no style come from data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { fs: { allow: [".."] } },
});
