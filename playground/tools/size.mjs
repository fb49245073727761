// Reports the gzipped size of the built page, and fails if the first load exceeds the limit.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT = 400_000;
const DIST = fileURLToPath(new URL("../dist", import.meta.url));

/** Files that load later, such as with another view, another language or the editor of the settings. */
const LATER =
  /^assets\/(learn|cluster|compare|survey|usage|usage-worker|playground_usage_bg|sample|japanese|settings-words|diff|webhook|lines|array)-|^sw\.js$/;

const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(html|js|css|wasm)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ name: relative(DIST, path), bytes: gzipSync(readFileSync(path), { level: 9 }).length }))
  .sort((a, b) => b.bytes - a.bytes);

const sum = (some) => some.reduce((total, { bytes }) => total + bytes, 0);
const line = (bytes, name) => console.log(`${String(bytes).padStart(8)}  ${name}`);
for (const { bytes, name } of files) line(bytes, LATER.test(name) ? `${name} (later)` : name);
const first = sum(files.filter(({ name }) => !LATER.test(name)));
line(sum(files), "all of dist");
line(first, `first load, of at most ${LIMIT} (gzip -9)`);
if (first > LIMIT) process.exit(1);
