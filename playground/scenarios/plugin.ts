import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { deadLinks, readScenarios } from "./read";

const ROOT = fileURLToPath(new URL("../../e2e-tests/scenarios", import.meta.url));
const NOTES = fileURLToPath(new URL("notes.ja.json", import.meta.url));
const NAME = "scenarios.json";

/** Provides the end-to-end scenarios as `scenarios.json`, which the page fetches for its gallery. */
export function scenarios(): Plugin {
  const json = () => {
    const found = readScenarios(ROOT, NOTES);
    const dead = deadLinks(found);
    if (dead.length) throw new Error(`i18n/learn links to scenarios that do not exist: ${dead.join(", ")}`);
    return JSON.stringify(found);
  };
  return {
    name: "scenarios",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!request.url?.split("?")[0]?.endsWith(`/${NAME}`)) return next();
        response.setHeader("Content-Type", "application/json");
        response.end(json());
      });
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: NAME, source: json() });
    },
  };
}
