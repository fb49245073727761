import type { Remote } from "comlink";
import { releaseProxy, wrap } from "comlink";
import { EngineFailure, isCrash } from "./failure";
import type { Engine } from "./worker";

/** A worker with an engine in it. */
export class Host {
  private readonly worker: Worker;
  private readonly remote: Remote<Engine>;
  private readonly gone: Promise<never>;
  private fail: (failure: EngineFailure) => void = () => undefined;
  /** False once no further question may be asked. */
  alive = true;

  constructor() {
    this.worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    this.remote = wrap<Engine>(this.worker);
    this.gone = new Promise((_, reject) => (this.fail = reject));
    // It is told to those who wait; nobody may be waiting.
    this.gone.catch(() => undefined);
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.end(
        new EngineFailure(
          event.message ? "crash" : "load",
          event.message || "the engine could not be loaded",
        ),
      );
    });
    this.worker.addEventListener("messageerror", () =>
      this.end(new EngineFailure("crash", "an answer could not be read")),
    );
  }

  /** Asks, and ends the worker where it can no longer be trusted. */
  async ask<T>(question: (engine: Remote<Engine>) => Promise<T>): Promise<T> {
    try {
      return await Promise.race([question(this.remote), this.gone]);
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind !== "input") this.end(failure);
      throw failure;
    }
  }

  /** Ends the worker; everybody who waits for an answer gets the failure. */
  end(failure: EngineFailure): void {
    if (!this.alive) return;
    this.alive = false;
    this.fail(failure);
    this.remote[releaseProxy]();
    this.worker.terminate();
  }
}

function asFailure(error: unknown): EngineFailure {
  if (error instanceof EngineFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === "LoadError") return new EngineFailure("load", message);
  return new EngineFailure(isCrash(error) ? "crash" : "input", message);
}
