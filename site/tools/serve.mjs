// Serves what `make pages` builds as GitHub Pages does: `node tools/serve.mjs FOLDER [PORT]`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { preview } from "vite";

const [outDir = "", port = "4174"] = process.argv.slice(2);
const page = readFileSync(join(outDir, "docs/index.html"), "utf8");
/** The folder of the host that the pages were built for. */
const base = page.match(/ href="(\/[^"]*)docs\/icon\.svg"/)?.[1];
if (!base) throw new Error("the pages were not built for a folder docs/");

const server = await preview({
  configFile: false,
  base,
  // A file that does not exist is not found, instead of being the first page.
  appType: "mpa",
  build: { outDir },
  preview: { host: "127.0.0.1", port: Number(port), strictPort: true },
});
server.printUrls();
