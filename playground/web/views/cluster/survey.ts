// Judges the opened file, and keeps the state of that.

import { computed, signal } from "@preact/signals";
import type { Report } from "../../engine";
import { startSurvey } from "../../engine";
import type { LogReader } from "../../engine/usage";
import type { Found } from "../../engine/usage-types";
import { judgeSettings } from "../../state";
import type { Cause } from "./cause";
import { causeOf } from "./cause";
import { utf8 } from "./encoding";
import { evidence, loseLogs } from "./logs";

interface Source {
  readonly name: string;
  readonly data: Blob;
}

export interface Running {
  readonly step: "running";
  readonly name: string;
  readonly done: number;
  /** Zero while the file is being read. */
  readonly total: number;
}
export interface Failed {
  readonly step: "failed";
  readonly cause: Cause;
  readonly message: string;
}
export interface Done {
  readonly step: "done";
  readonly name: string;
  readonly report: Report;
  /** What audit logs add; null without them. */
  readonly found: Found | null;
  /** Distinguishes this report from earlier ones. */
  readonly turn: number;
}
type State = { readonly step: "idle" } | Running | Failed | Done;

/** The progress or result. It outlives the view, so that readers can visit Judge and return. */
export const state = signal<State>({ step: "idle" });

/** Whether to use the settings in Judge instead of the defaults. */
export const ownSettings = signal(false);

let source: Source | null = null;

/** The open file, once it is known to hold objects; or if only the settings keep it from being judged. */
export const openFile = computed<Source | null>(() => {
  const now = state.value;
  return now.step === "done" || (now.step === "failed" && now.cause === "settings") ? source : null;
});
/** The settings of the last run. */
let settings = "";
let run: { cancel(): void } | null = null;
/** Counts the runs, so that the results of an earlier one are dropped. */
let turn = 0;

export function open(name: string, data: Blob): void {
  source = { name, data };
  void judgeSource();
}

export function cancel(): void {
  turn += 1;
  run?.cancel();
  state.value = { step: "idle" };
}

/** Chooses the settings, and judges an open file again. */
export function chooseSettings(own: boolean): void {
  ownSettings.value = own;
  if (source && state.value.step !== "idle") void judgeSource();
}

/** Judges the open file again if its settings have changed since. */
export function refresh(): void {
  if (state.value.step !== "idle" && settings !== chosenSettings()) void judgeSource();
}

/** The text of the settings that the report is about. */
export function chosenSettings(): string {
  return ownSettings.value ? judgeSettings() : "";
}

async function judgeSource(): Promise<void> {
  if (!source) return;
  const { name, data } = source;
  const mine = ++turn;
  const show = (next: State) => {
    if (mine === turn) state.value = next;
  };
  run?.cancel();
  const reader = evidence.value?.reader;
  settings = chosenSettings();
  show({ step: "running", name, done: 0, total: 0 });
  try {
    if (!data.size) return show({ step: "failed", cause: "empty", message: "" });
    const text = await utf8(data);
    if (mine !== turn) return;
    const onProgress = (done: number, total: number) => {
      // Progress arrives through a separate channel, possibly after the report.
      if (state.value.step === "running") show({ step: "running", name, done, total });
    };
    const { report, found } = await (reader
      ? withLogs(reader, text, settings, onProgress)
      : withoutLogs(text, settings, onProgress));
    if (!report.objects) throw new Error("no objects found");
    show({ step: "done", name, report, found, turn: mine });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (mine === turn && reader && !reader.alive) loseLogs(message);
    // Looking for the cause fails too if the file has been deleted.
    const cause = await causeOf(error, data, settings).catch(() => "other" as const);
    show({ step: "failed", cause, message });
  }
}

type Result = Pick<Done, "report" | "found">;
type OnProgress = (done: number, total: number) => void;

async function withoutLogs(dump: Blob, given: string, onProgress: OnProgress): Promise<Result> {
  const mine = startSurvey(dump, given, onProgress);
  run = mine;
  return { report: await mine.report, found: null };
}

async function withLogs(
  reader: LogReader,
  dump: Blob,
  given: string,
  onProgress: OnProgress,
): Promise<Result> {
  const mine = reader.survey(dump, given, onProgress);
  run = mine;
  const found = await mine.report;
  return { report: found.report, found };
}

// Logs that are added or removed change the report. Without an open file there is nothing to judge.
evidence.subscribe(() => {
  if (source && state.peek().step !== "idle") void judgeSource();
});
