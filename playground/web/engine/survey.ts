import { proxy } from "comlink";
import { EngineFailure } from "./failure";
import { Host } from "./host";
import type { SurveyEngine } from "./survey-worker";
import type { Report } from "./types";

/** A survey in progress: all objects of a cluster being judged. */
export interface SurveyRun {
  /** Rejects with an {@link EngineFailure}; for kind `input`, it says what is wrong with the file or the settings. */
  readonly report: Promise<Report>;
  /** Stops the survey; `report` rejects with kind `cancelled`. */
  cancel(): void;
}

/** A worker with the second WebAssembly module. */
export function surveyHost(): Host<SurveyEngine> {
  return new Host(new Worker(new URL("./survey-worker.ts", import.meta.url), { type: "module" }));
}

/** Judges a whole dump in a separate worker, so that the editors stay responsive. */
export function startSurvey(
  file: Blob | ArrayBuffer,
  settings: string,
  onProgress: (done: number, total: number) => void,
): SurveyRun {
  const host = surveyHost();
  const cancelled = new EngineFailure("cancelled", "cancelled");
  const dump = file instanceof Blob ? file : new Blob([file]);
  const report = host
    .ask((engine) => engine.survey(dump, settings, proxy(onProgress)))
    .finally(() => host.end(cancelled));
  return { report, cancel: () => host.end(cancelled) };
}
