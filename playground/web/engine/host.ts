import type { Remote } from "comlink";
import { releaseProxy, wrap } from "comlink";
import { EngineFailure, isCrash } from "./failure";
import type { Engine } from "./worker";

/** A worker that runs one engine, until that fails or is no longer needed. */
export class Host<E = Engine> {
  private readonly remote: Remote<E>;
  private readonly gone: Promise<never>;
  private fail: (failure: EngineFailure) => void = () => undefined;
  /** False once the worker has ended and takes no more questions. */
  alive = true;

  constructor(
    private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
  ) {
    this.remote = wrap<E>(worker);
    this.gone = new Promise((_, reject) => (this.fail = reject));
    // Each waiting question handles the rejection; there may be none.
    this.gone.catch(() => undefined);
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.end(
        new EngineFailure(
          event.message ? "crash" : "load",
          event.message || "the engine could not be loaded",
        ),
      );
    });
    worker.addEventListener("messageerror", () =>
      this.end(new EngineFailure("crash", "an answer could not be read")),
    );
  }

  /** Asks the engine, and ends the worker after any failure but a rejected input. */
  async ask<T>(question: (engine: Remote<E>) => Promise<T>): Promise<T> {
    try {
      return await Promise.race([question(this.remote), this.gone]);
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind !== "input") this.end(failure);
      throw failure;
    }
  }

  /** Ends the worker; questions that are still waiting are rejected with the failure. */
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
