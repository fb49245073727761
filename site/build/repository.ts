// Where things are: the files of this repository, its address, and the folder of the host that the site is built for.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { parse } from "yaml";

/** The root of the repository. `npm run` starts everything in `site/`. */
export const ROOT = join(process.cwd(), "..");

const METADATA = parse(readFileSync(join(ROOT, "policy-metadata.yml"), "utf8")) as {
  annotations: Record<string, string>;
};

/** The address of the repository. */
export const REPOSITORY = METADATA.annotations["io.kubewarden.policy.source"] ?? "";
if (!REPOSITORY.startsWith("https://")) throw new Error("policy-metadata.yml has no address of the source");

/** The path of the site on its host: `docs/` beside the playground, which GitHub Pages serves below the repository's name. */
export const BASE = process.env.SITE_BASE || `/${posix.basename(REPOSITORY)}/docs/`;
if (!/^\/(.*\/)?$/.test(BASE)) throw new Error(`SITE_BASE must start and end with a slash: ${BASE}`);

/** The path of the playground on the same host. */
export const PLAYGROUND = posix.join(BASE, "../");

/** The address of a file or folder in the repository, on its default branch; null if there is none. */
export function addressOf(path: string): string | null {
  const file = join(ROOT, path);
  if (!existsSync(file)) return null;
  return `${REPOSITORY}/${statSync(file).isDirectory() ? "tree" : "blob"}/HEAD/${path}`;
}
