// The script of the worker that surveys a dump: loads the second WebAssembly module.

import { expose } from "comlink";
import init, { Survey } from "../../pkg/usage/playground_usage.js";
import { whenLoaded } from "./loaded";
import { today } from "./today";
import type { Report } from "./types";

/** How many objects to judge between two reports of progress. */
const BATCH = 500;

// Vite fills in the module's address. If loading fails, each question reports it.
const loaded = init();
loaded.catch(() => undefined);

const engine = {
  async survey(
    dump: Blob,
    settings: string,
    onProgress: (done: number, total: number) => void,
  ): Promise<Report> {
    const [bytes] = await Promise.all([dump.arrayBuffer(), whenLoaded(loaded)]);
    const survey = new Survey(new Uint8Array(bytes), settings, today());
    try {
      const { total } = survey;
      onProgress(0, total);
      for (let done = 0; done < total; ) {
        done = survey.step(BATCH);
        onProgress(done, total);
      }
      return survey.report();
    } finally {
      survey.free();
    }
  },
};

export type SurveyEngine = typeof engine;

expose(engine);
