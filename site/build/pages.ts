// The pages of the site, and the files of the repository that they are made from.

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./repository";

/** Where VitePress reads the pages: it wants them in one folder, and languages in folders of their own. */
export const STAGE = join(ROOT, "site/.pages");

/** Pages that are not in `docs/`. */
const OTHERS: readonly (readonly [page: string, source: string])[] = [
  ["overview.md", "README.md"],
  ["deploy.md", "deploy/README.md"],
  ["changelog.md", "CHANGELOG.md"],
];

/** The source of each page, by its path on the site. */
export const SOURCES: ReadonlyMap<string, string> = new Map([
  ...OTHERS,
  ...markdown("docs").map((name) => [name === "README.md" ? "contents.md" : name, `docs/${name}`] as const),
  ...markdown("site/pages").map((name) => [name, `site/pages/${name}`] as const),
]);

/** The page that is made from each file. */
export const PAGES: ReadonlyMap<string, string> = new Map(
  [...SOURCES].map(([page, source]) => [source, page]),
);

/** What `docs/README.md` calls each page, in its order. */
export const TITLES: ReadonlyMap<string, string> = titles();

/** Copies everything to where VitePress reads it. */
export function stage(): void {
  rmSync(STAGE, { recursive: true, force: true });
  for (const [page, source] of SOURCES) {
    const to = join(STAGE, page);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(ROOT, source), to);
  }
  mkdirSync(join(STAGE, "public"), { recursive: true });
  cpSync(join(ROOT, "playground/public/icon.svg"), join(STAGE, "public/icon.svg"));
}

function titles(): Map<string, string> {
  const contents = readFileSync(join(ROOT, "docs/README.md"), "utf8");
  const rows = contents.matchAll(/^\| \[([^\]]+)\]\(([^)]+\.md)\) \|/gm);
  const found = new Map([...rows].map(([, title = "", name = ""]) => [name, title]));
  const missing = markdown("docs").filter((name) => name !== "README.md" && !found.has(name));
  if (missing.length) throw new Error(`docs/README.md does not list ${missing.join(", ")}`);
  return found;
}

/** The Markdown files below a folder. */
function markdown(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return files.filter((name) => name.endsWith(".md")).sort();
}
