// The page's engine and policy.wasm agree on every scenario.

import { readdirSync, readFileSync } from "node:fs";
import type { Scenario } from "../scenarios/entry";
import type { Answer } from "../web/engine/types";
import { expect, test } from "./page";

/** The answer of policy.wasm to a scenario. */
interface Verdict {
  readonly name: string;
  readonly expect: {
    readonly accepted: boolean | null;
    readonly message: string | null;
    readonly code: number | null;
    readonly warnings: readonly string[];
    readonly patch: readonly unknown[] | null;
    readonly exposures: readonly Record<string, unknown>[] | null;
  };
}

const folder = new URL("../", import.meta.url);
const dist = new URL(`${process.env.PLAYGROUND_DIST ?? "dist"}/`, folder);

/** Reads the answers that `make target/scenario-answers.jsonl` wrote. */
function verdicts(): Verdict[] {
  const path = process.env.SCENARIO_ANSWERS;
  if (!path) throw new Error("SCENARIO_ANSWERS names no file: run `make playground-test`");
  const lines = readFileSync(new URL(path, folder), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Verdict);
}

// Requests by a service worker would bypass the route below.
test.use({ serviceWorkers: "block" });

test("every scenario has the verdict of policy.wasm", async ({ playground, page }) => {
  const module = readdirSync(new URL("assets/", dist)).find((name) => name.endsWith(".wasm")) ?? "no module";
  await page.route("**/under-test/playground.js", (route) =>
    route.fulfill({
      body: readFileSync(new URL("pkg/playground.js", folder)),
      contentType: "text/javascript",
    }),
  );
  await playground.open("learn");
  const answers = await page.evaluate(async (module) => {
    // Calls the built module as the page's worker does.
    const engine = (await import(new URL("under-test/playground.js", location.href).href)) as {
      default(init: { module_or_path: URL }): Promise<unknown>;
      judge(question: unknown): Answer;
    };
    await engine.default({ module_or_path: new URL(`assets/${module}`, location.href) });
    const scenarios = (await (await fetch("scenarios.json")).json()) as Scenario[];
    return scenarios.map(
      ({ name, objects, context, settings, namespace, today, lookupError, lookupAnswer }) => {
        const asked = { objects, context, settings, namespace, today, lookupError, lookupAnswer };
        return {
          name,
          answer: engine.judge({ ...asked, seen: "written", server: "current", absent: "notFound" }),
        };
      },
    );
  }, module);

  const expected = verdicts();
  expect(answers.length).toBe(expected.length);
  expect(answers.length).toBeGreaterThan(200);
  for (const { name, expect: verdict } of expected) {
    const { answer } = answers.find((each) => `${each.name}.yaml` === name) ?? { answer: null };
    expect(answer, `${name} is not on the page`).not.toBeNull();
    if (verdict.accepted === null) {
      expect(answer?.settingsRefused, name).toBe(verdict.message);
      continue;
    }
    const [object, ...others] = answer?.objects ?? [];
    expect(others, name).toEqual([]);
    const { accepted, code, message, warnings, patch, exposures } = object ?? {};
    const filled =
      verdict.exposures?.map((exposure) => ({
        audience: null,
        path: null,
        secret: null,
        signer: null,
        ...exposure,
      })) ?? [];
    expect({ accepted, code, message, warnings, patch, exposures }, name).toEqual({
      ...pick(verdict),
      exposures: filled,
    });
  }
});

function pick({ accepted, code, message, warnings, patch }: Verdict["expect"]) {
  return { accepted, code, message, warnings, patch };
}
