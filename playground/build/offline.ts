import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { transformWithOxc } from "vite";

const SOURCE = fileURLToPath(new URL("../web/sw.ts", import.meta.url));

/** Writes the service worker, which keeps every file of the build for offline use. */
export function offline(): Plugin {
  let folder = "";
  return {
    name: "offline",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    // By now, the folder also has the files of `public/`.
    async writeBundle() {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== "sw.js")
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
      const hash = createHash("sha256");
      for (const file of files) hash.update(file.slice(folder.length)).update(readFileSync(file));
      // Some hosts redirect index.html to its folder, and a service worker must not answer with a redirect.
      const names = files
        .map((file) => file.slice(folder.length + 1))
        .map((name) => (name === "index.html" ? "./" : name));
      const { code } = await transformWithOxc(readFileSync(SOURCE, "utf8"), SOURCE, { sourcemap: false });
      const worker = code
        .replace("__FILES__", JSON.stringify(names))
        .replace("__VERSION__", JSON.stringify(hash.digest("hex").slice(0, 16)));
      writeFileSync(join(folder, "sw.js"), worker);
    },
  };
}
