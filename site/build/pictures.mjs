// Writes docs/pictures/*.svg, which GitHub shows: `npm run pictures`.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { draw } from "./draw.mjs";

const FOLDER = new URL("../../docs/pictures/", import.meta.url);

for (const file of readdirSync(FOLDER).filter((file) => file.endsWith(".dot"))) {
  const name = file.slice(0, -".dot".length);
  const { file: svg } = draw(readFileSync(new URL(file, FOLDER), "utf8"), name);
  writeFileSync(new URL(`${name}.svg`, FOLDER), svg);
}
