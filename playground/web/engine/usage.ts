// Reads audit logs in a worker of their own, and judges dumps with what they say. Only people who have such
// logs load this.

import { proxy } from "comlink";
import { EngineFailure } from "./failure";
import { Host } from "./host";
import type { FileRead, Found } from "./usage-types";
import type { UsageEngine } from "./usage-worker";

/** A survey with audit logs, in progress. */
export interface UsageRun {
  /** Rejects with an {@link EngineFailure}. */
  readonly report: Promise<Found>;
  /** Stops the survey; `report` rejects with kind `cancelled`. What the logs say is kept. */
  cancel(): void;
}

/** What audit logs say, in a worker. */
export class LogReader {
  private readonly host = new Host<UsageEngine>(
    new Worker(new URL("./usage-worker.ts", import.meta.url), { type: "module" }),
  );

  /** False once the worker has ended, and with it what the logs say. */
  get alive(): boolean {
    return this.host.alive;
  }

  /** Reads a file; rejects with kind `input` if the browser cannot read it. */
  read(file: Blob, onProgress: (bytes: number) => void): Promise<FileRead> {
    return this.host.ask((engine) => engine.read(file, proxy(onProgress)));
  }

  /** Judges a whole dump. */
  survey(dump: Blob, settings: string, onProgress: (done: number, total: number) => void): UsageRun {
    let stop: (failure: EngineFailure) => void = () => undefined;
    let wanted = true;
    const stopped = new Promise<never>((_, reject) => (stop = reject));
    const step = (done: number, total: number) => {
      if (wanted) onProgress(done, total);
      return wanted;
    };
    const found = this.host
      .ask((engine) => engine.survey(dump, settings, proxy(step)))
      .then((answer) => {
        if (!answer) throw new EngineFailure("cancelled", "cancelled");
        return answer;
      });
    const cancel = () => {
      wanted = false;
      stop(new EngineFailure("cancelled", "cancelled"));
    };
    return { report: Promise.race([found, stopped]), cancel };
  }

  /** Ends the worker, and forgets what the logs say. */
  end(): void {
    this.host.end(new EngineFailure("cancelled", "cancelled"));
  }
}
