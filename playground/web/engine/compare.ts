// Compares settings in a worker of their own, which keeps the objects between two comparisons.

import { proxy } from "comlink";
import type { SettingsAnswer } from "./compare-types";
import { EngineFailure } from "./failure";
import { surveyHost } from "./survey";

/** A file with objects. */
export interface ClusterFile {
  readonly name: string;
  readonly data: Blob;
}

/** Two settings, as texts. */
export interface Pair {
  readonly old: string;
  readonly new: string;
}

export class Comparer {
  private readonly host = surveyHost();
  private opened: ClusterFile | null = null;

  /** False once the worker has ended, and with it what it read. */
  get alive(): boolean {
    return this.host.alive;
  }

  /** Compares two settings alone. */
  async settings({ old, new: next }: Pair): Promise<SettingsAnswer | null> {
    return this.host.ask((engine) => engine.compare(old, next, false, proxy(always)));
  }

  /** Compares also the verdicts on the objects of a file; null as soon as `onProgress` says false. */
  async verdicts(
    { old, new: next }: Pair,
    file: ClusterFile,
    onProgress: (done: number, total: number) => boolean,
  ): Promise<SettingsAnswer | null> {
    if (this.opened !== file) {
      this.opened = null;
      await this.host.ask((engine) => engine.open(file));
      this.opened = file;
    }
    return this.host.ask((engine) => engine.compare(old, next, true, proxy(onProgress)));
  }

  /** Ends the worker. */
  end(): void {
    this.host.end(new EngineFailure("cancelled", "cancelled"));
  }
}

const always = () => true;
