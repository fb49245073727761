// Links that open a scenario in the playground.

import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { readScenarios } from "../../playground/scenarios/read";
import { PLAYGROUND, ROOT } from "./repository";

const SCENARIOS = new Map(
  readScenarios(join(ROOT, "e2e-tests/scenarios"), join(ROOT, "playground/scenarios/notes.ja.json")).map(
    (scenario) => [`${scenario.name}.yaml`, scenario],
  ),
);

/** What the playground takes for granted if a link does not say it: `EMPTY` in its `state.ts`. */
const EMPTY: Record<string, unknown> = { context: "", settings: "", namespace: "default" };

/** A share link (the playground's `share.ts`) to a scenario, by its path below `e2e-tests/scenarios`. */
export function openScenario(path: string): string {
  const scenario = SCENARIOS.get(path);
  if (!scenario) throw new Error(`there is no scenario ${path}`);
  const { objects, context, settings, namespace, today, lookupError, lookupAnswer } = scenario;
  // Accounts that are not in the context do not exist, as in the tests of the scenarios.
  const state = {
    objects,
    context,
    settings,
    namespace,
    today,
    lookupError,
    lookupAnswer,
    absent: "notFound",
  };
  const said = Object.entries(state).filter(([key, value]) => value !== null && value !== EMPTY[key]);
  const packed = deflateRawSync(JSON.stringify(Object.fromEntries(said)), { level: 9 }).toString("base64url");
  return `${PLAYGROUND}#/judge?s=${packed}`;
}
