import type { Plugin } from "vite";

const POLICY = /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/;

/** While developing, Vite puts styles into the page itself, which the policy of the built page forbids. */
export function relaxedPolicy(): Plugin {
  return {
    name: "relaxed-policy",
    apply: "serve",
    transformIndexHtml: (html) => html.replace(POLICY, ""),
  };
}
