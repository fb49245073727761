// The script of the worker that surveys a dump, or compares settings: loads the second WebAssembly module.

import { expose } from "comlink";
import init, { ClusterObjects, SettingsComparison, Survey } from "../../pkg/usage/playground_usage.js";
import type { SettingsAnswer } from "./compare-types";
import { whenLoaded } from "./loaded";
import { today } from "./today";
import type { Report } from "./types";

/** How many objects to judge between two reports of progress. */
const BATCH = 500;

// Vite fills in the module's address. If loading fails, each question reports it.
const loaded = init();
loaded.catch(() => undefined);

/** The objects whose verdicts are compared. */
let objects: ClusterObjects | null = null;

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

  /** Reads the objects whose verdicts are compared from now on; null for none. */
  async open(file: { readonly name: string; readonly data: Blob } | null): Promise<void> {
    const [bytes] = await Promise.all([file?.data.arrayBuffer(), whenLoaded(loaded)]);
    objects?.free();
    objects = null;
    if (file && bytes) objects = new ClusterObjects(file.name, new Uint8Array(bytes), today());
  },

  /** Compares two settings, and the verdicts on the objects; null if the page no longer wants the answer. */
  async compare(
    old: string,
    next: string,
    withObjects: boolean,
    onProgress: (done: number, total: number) => boolean | Promise<boolean>,
  ): Promise<SettingsAnswer | null> {
    await whenLoaded(loaded);
    const comparison = new SettingsComparison(old, next, today());
    try {
      const total = withObjects && objects ? comparison.judge(objects) : 0;
      for (let done = 0; done < total; done = comparison.step(BATCH)) {
        if (!(await onProgress(done, total))) return null;
      }
      return comparison.answer();
    } finally {
      comparison.free();
    }
  },
};

export type SurveyEngine = typeof engine;

expose(engine);
