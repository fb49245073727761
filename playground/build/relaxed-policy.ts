import type { Plugin } from "vite";

const POLICY = /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/;

/** Removes the Content-Security-Policy during development, when Vite writes styles into the page itself. */
export function relaxedPolicy(): Plugin {
  return {
    name: "relaxed-policy",
    apply: "serve",
    transformIndexHtml: (html) => html.replace(POLICY, ""),
  };
}
