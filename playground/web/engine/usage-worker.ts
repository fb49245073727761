// The script of the worker that reads audit logs: loads the second WebAssembly module, and keeps what the logs
// say.

import { expose } from "comlink";
import init, { Logs, UsageSurvey } from "../../pkg/usage/playground_usage.js";
import { whenLoaded } from "./loaded";
import { today } from "./today";
import type { FileRead, Found } from "./usage-types";

/** How much of a file is read at once, in bytes. Never more of it is in memory. */
const PIECE = 1 << 22;

/** How many objects to judge between two reports of progress. */
const BATCH = 500;

// Vite fills in the module's address. If loading fails, each question reports it.
const loaded = init().then(() => new Logs(crypto.getRandomValues(new Uint8Array(16))));
loaded.catch(() => undefined);

const engine = {
  /** Reads a file, and adds what it says to what is known already. */
  async read(file: Blob, onProgress: (bytes: number) => void): Promise<FileRead> {
    const logs = await whenLoaded(loaded);
    try {
      for (let at = 0; at < file.size; at += PIECE) {
        logs.push(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
        onProgress(Math.min(at + PIECE, file.size));
      }
    } catch (error) {
      // The next file begins as a file, whatever became of this one.
      logs.end();
      throw error;
    }
    return logs.end();
  },

  /** Judges a dump; null if the page no longer wants the answer. */
  async survey(
    dump: Blob,
    settings: string,
    onProgress: (done: number, total: number) => boolean | Promise<boolean>,
  ): Promise<Found | null> {
    const [bytes, logs] = await Promise.all([dump.arrayBuffer(), whenLoaded(loaded)]);
    const survey = new UsageSurvey(new Uint8Array(bytes), settings, today(), logs);
    try {
      const { total } = survey;
      let done = 0;
      while (await onProgress(done, total)) {
        if (done >= total) return survey.report();
        done = survey.step(BATCH);
      }
      return null;
    } finally {
      survey.free();
    }
  },
};

export type UsageEngine = typeof engine;

expose(engine);
