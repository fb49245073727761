// Reads audit logs, and keeps the state of that.

import { signal } from "@preact/signals";
import { EngineFailure } from "../../engine";
import type { LogReader } from "../../engine/usage";
import type { FileRead } from "../../engine/usage-types";

/** What became of a file: what was in it, or why it could not be read. */
export type Outcome = FileRead | Broken;

export interface Broken {
  readonly broken: "empty" | "emptyFolder" | "browser";
  readonly message: string;
}

export interface LogFile {
  readonly name: string;
  readonly size: number;
  readonly outcome: Outcome;
}

/** A file, or why there is none; and the name with its folder. */
export interface Chosen {
  readonly name: string;
  readonly file: File | Broken;
}

export interface Logs {
  /** The files that were read. */
  readonly files: readonly LogFile[];
  /** The one being read; null if none is. */
  readonly current: string | null;
  /** How many bytes of the waiting files were read, and how many there are. */
  readonly done: number;
  readonly total: number;
  /** Why all that was read is lost. */
  readonly lost: { readonly cause: "load" | "crash"; readonly message: string } | null;
}

const NONE: Logs = { files: [], current: null, done: 0, total: 0, lost: null };

/** The progress and the results. */
export const logs = signal<Logs>(NONE);

/** What the logs say, once all of them are read; null if there are none. A new object for each change. */
export const evidence = signal<{ readonly reader: LogReader } | null>(null);

let waiting: Chosen[] = [];
let reader: LogReader | null = null;
/** Counts what was started, so that the results of what was cancelled are dropped. */
let turn = 0;
let busy = false;

/** Reads more files. */
export function addLogs(chosen: readonly Chosen[]): void {
  if (!chosen.length) return;
  waiting.push(...chosen);
  const bytes = chosen.reduce((sum, { file }) => sum + sizeOf(file), 0);
  const { files, total } = logs.value;
  logs.value = { ...logs.value, files: logs.value.lost ? [] : files, total: total + bytes, lost: null };
  if (!busy) void work();
}

/** Stops reading, and forgets all logs. */
export function removeLogs(): void {
  forget();
  logs.value = NONE;
  evidence.value = null;
}

/** Says that the engine crashed, and with it what the logs say is lost. */
export function loseLogs(message: string, cause: "load" | "crash" = "crash"): void {
  forget();
  logs.value = { ...NONE, lost: { cause, message } };
  evidence.value = null;
}

function forget(): void {
  turn += 1;
  busy = false;
  waiting = [];
  reader?.end();
  reader = null;
}

async function work(): Promise<void> {
  const mine = turn;
  busy = true;
  try {
    const engine = await import("../../engine/usage");
    if (mine !== turn) return;
    reader ??= new engine.LogReader();
    const own = reader;
    let before = 0;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { name, file } = next;
      const start = before;
      logs.value = { ...logs.value, current: name };
      const outcome = await outcomeOf(own, file, (bytes) => {
        // Progress arrives through a separate channel, possibly after the answer.
        if (mine === turn && logs.value.current === name)
          logs.value = { ...logs.value, done: Math.max(logs.value.done, start + bytes) };
      });
      if (mine !== turn) return;
      before += sizeOf(file);
      const files = [...logs.value.files, { name, size: sizeOf(file), outcome }];
      logs.value = { ...logs.value, files, done: before };
    }
    busy = false;
    logs.value = { ...logs.value, current: null, done: 0, total: 0 };
    if (logs.value.files.some(({ outcome }) => isRead(outcome))) evidence.value = { reader: own };
    else {
      own.end();
      reader = null;
    }
  } catch (error) {
    if (mine !== turn) return;
    const message = error instanceof Error ? error.message : String(error);
    const isCrash = error instanceof EngineFailure && error.kind !== "load";
    loseLogs(message, isCrash ? "crash" : "load");
  }
}

async function outcomeOf(
  from: LogReader,
  file: Chosen["file"],
  onProgress: (bytes: number) => void,
): Promise<Outcome> {
  if ("broken" in file) return file;
  if (!file.size) return { broken: "empty", message: "" };
  try {
    return await from.read(file, onProgress);
  } catch (error) {
    if (error instanceof EngineFailure && error.kind === "input")
      return { broken: "browser", message: error.message };
    throw error;
  }
}

function sizeOf(file: Chosen["file"]): number {
  return "broken" in file ? 0 : file.size;
}

/** Whether the file is an audit log. */
export function isRead(outcome: Outcome): outcome is FileRead {
  return "recognised" in outcome && outcome.recognised;
}
