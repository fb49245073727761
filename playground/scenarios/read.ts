// Reads the end-to-end scenarios for the page.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { learn } from "../web/i18n/learn/en";
import type { Expect, Scenario } from "./entry";
import { Source } from "./slice";

const GROUPS = Object.keys(learn.groups);

/** Reads every scenario with its Japanese note, in the order of the gallery. */
export function readScenarios(root: string, notes: string): Scenario[] {
  const japanese = JSON.parse(readFileSync(notes, "utf8")) as Record<string, string>;
  const files = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .sort();
  const scenarios = files.map((file) => {
    const path = join(root, file);
    const name = relative(root, path)
      .replace(/\.yaml$/, "")
      .split(sep)
      .join("/");
    try {
      return scenario(name, new Source(readFileSync(path, "utf8")), japanese[name]);
    } catch (error) {
      throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  // The sort is stable: within a group, scenarios stay in the order of their names.
  return scenarios.sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group));
}

/** Names that Learn links to, although there is no such scenario. */
export function deadLinks(scenarios: readonly Scenario[]): string[] {
  const names = new Set(scenarios.map(({ name }) => name));
  const linked = Object.values(learn.points).flatMap((point) =>
    typeof point === "string" ? [] : Object.keys(point.links),
  );
  return linked.filter((name) => !names.has(name));
}

function scenario(name: string, source: Source, japanese: string | undefined): Scenario {
  const group = name.split("/")[0] ?? name;
  if (!GROUPS.includes(group)) throw new Error(`i18n/learn has no title for group ${group}`);
  const object = source.value("object") as { kind?: string; metadata?: { namespace?: string } } | undefined;
  const request = source.value("request") as
    | { kind?: { kind?: string | null }; namespace?: string }
    | undefined;
  return {
    name,
    group,
    note: { en: text(source.value("note")) ?? "", ja: japanese ?? null },
    kind: object?.kind ?? request?.kind?.kind ?? "",
    objects: source.part(object ? "object" : "request"),
    context: source.documents("context"),
    settings: source.lines("settings"),
    namespace: object?.metadata?.namespace ?? request?.namespace ?? "default",
    today: text(source.value("today")) ?? (source.lines("settings").includes("until:") ? "" : null),
    lookupError: text(source.value("lookupError")),
    lookupAnswer: text(source.value("lookupAnswer")),
    expect: source.value("expect") as Expect,
  };
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
