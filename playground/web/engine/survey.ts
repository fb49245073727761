import { proxy } from "comlink";
import { EngineFailure } from "./failure";
import { Host } from "./host";
import type { Report } from "./types";

/** A cluster that is being judged. */
export interface SurveyRun {
  /** Rejects with an {@link EngineFailure}: kind `input` says what is wrong with the file or the settings. */
  readonly report: Promise<Report>;
  /** Ends it; `report` rejects with kind `cancelled`. */
  cancel(): void;
}

/** Judges a whole dump in a worker of its own, so that the editors stay quick. */
export function startSurvey(
  file: Blob | ArrayBuffer,
  settings: string,
  onProgress: (done: number, total: number) => void,
): SurveyRun {
  const host = new Host();
  const cancelled = new EngineFailure("cancelled", "cancelled");
  const dump = file instanceof Blob ? file : new Blob([file]);
  const report = host
    .ask((engine) => engine.survey(dump, settings, proxy(onProgress)))
    .finally(() => host.end(cancelled));
  return { report, cancel: () => host.end(cancelled) };
}
