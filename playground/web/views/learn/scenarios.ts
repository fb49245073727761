// Loads the scenarios, and opens one in Judge.

import { useCallback, useEffect, useState } from "preact/hooks";
import type { Scenario } from "../../../scenarios/entry";
import { openInJudge } from "../../state";
import type { Entry } from "./gallery-filter";
import { entry } from "./gallery-filter";

/** The scenarios, once they are loaded. */
export interface Library {
  readonly state: "loading" | "failed" | "ready";
  readonly entries: readonly Entry[];
  retry(): void;
}

// Outlives the view, so that the next visit does not load them again.
let loaded: readonly Entry[] | null = null;

async function load(): Promise<readonly Entry[]> {
  const response = await fetch(new URL("scenarios.json", document.baseURI));
  if (!response.ok) throw new Error(`scenarios.json: ${response.status}`);
  const scenarios = (await response.json()) as Scenario[];
  loaded = scenarios.map(entry);
  return loaded;
}

export function useScenarios(): Library {
  const [entries, setEntries] = useState(loaded);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (loaded) return;
    let gone = false;
    load().then(
      (found) => gone || setEntries(found),
      () => gone || setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [attempt]);
  const retry = useCallback(() => {
    setFailed(false);
    setAttempt((before) => before + 1);
  }, []);
  return { state: entries ? "ready" : failed ? "failed" : "loading", entries: entries ?? [], retry };
}

/** Opens a scenario in Judge, with the options that the end-to-end tests use. */
export function openScenario({
  objects,
  context,
  settings,
  namespace,
  today,
  lookupError,
  lookupAnswer,
}: Scenario): void {
  openInJudge({
    objects,
    context,
    settings,
    namespace,
    seen: "written",
    server: "current",
    absent: "notFound",
    today,
    lookupError,
    lookupAnswer,
  });
}
