// Fakes the worker: real messages through comlink, to an engine that the test defines.

import { expose } from "comlink";
import { vi } from "vitest";

/** The engine that the test defines; a method it leaves out never answers. */
export interface FakeEngine {
  judge?(question: unknown): unknown;
  survey?(dump: unknown, settings: string, onProgress: (done: number, total: number) => unknown): unknown;
  read?(file: unknown, onProgress: (bytes: number) => unknown): unknown;
  open?(file: unknown): unknown;
  compare?(
    old: string,
    next: string,
    withObjects: boolean,
    onProgress: (done: number, total: number) => unknown,
  ): unknown;
}

/** Makes every new `Worker` run this engine, and returns the list of workers as they start. */
export function fakeWorkers(engine: FakeEngine): FakeWorker[] {
  const started: FakeWorker[] = [];
  const never = () => new Promise<never>(() => undefined);
  vi.stubGlobal(
    "Worker",
    class extends FakeWorker {
      constructor() {
        super({ judge: never, survey: never, read: never, open: never, compare: never, ...engine });
        started.push(this);
      }
    },
  );
  return started;
}

export class FakeWorker extends EventTarget {
  terminated = false;
  private readonly inside: MessagePort;
  private readonly outside: MessagePort;

  constructor(engine: FakeEngine) {
    super();
    const { port1, port2 } = new MessageChannel();
    [this.outside, this.inside] = [port1, port2];
    expose(engine, this.inside);
    this.outside.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent("message", { data }));
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.outside.postMessage(message, transfer);
  }

  terminate(): void {
    this.terminated = true;
    this.outside.close();
    this.inside.close();
  }

  /** Fires the event of an uncaught error, or, without a message, of a script that could not be loaded. */
  break(message: string): void {
    this.dispatchEvent(Object.assign(new Event("error"), { message }));
  }
}
