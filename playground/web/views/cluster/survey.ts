import { signal } from "@preact/signals";
import type { Report, SurveyRun } from "../../engine";
import { startSurvey } from "../../engine";
import { judgeSettings } from "../../state";
import type { Cause } from "./cause";
import { causeOf } from "./cause";
import { utf8 } from "./encoding";

interface Source {
  readonly name: string;
  readonly data: Blob;
}

export interface Running {
  readonly step: "running";
  readonly name: string;
  readonly done: number;
  /** Zero while the file is read. */
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
  /** Tells this report from earlier ones. */
  readonly turn: number;
}
type State = { readonly step: "idle" } | Running | Failed | Done;

/** Where the judging of a file stands. It outlives the view, for whoever looks at Judge and comes back. */
export const state = signal<State>({ step: "idle" });

/** Whether the settings that stand in Judge are used, instead of the defaults. */
export const ownSettings = signal(false);

let source: Source | null = null;
/** The settings of the last run. */
let settings = "";
let run: SurveyRun | null = null;
/** Counts the files opened, so that an answer about an earlier one is dropped. */
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

/** Judges the file that is open once more, with other settings. */
export function chooseSettings(own: boolean): void {
  ownSettings.value = own;
  if (source && state.value.step !== "idle") void judgeSource();
}

/** Judges it once more where the settings in Judge have been changed since. */
export function refresh(): void {
  if (state.value.step !== "idle" && settings !== chosenSettings()) void judgeSource();
}

function chosenSettings(): string {
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
  settings = chosenSettings();
  show({ step: "running", name, done: 0, total: 0 });
  try {
    if (!data.size) return show({ step: "failed", cause: "empty", message: "" });
    const text = await utf8(data);
    if (mine !== turn) return;
    run = startSurvey(text, settings, (done, total) => {
      // Progress comes through a channel of its own, and can come after the report.
      if (state.value.step === "running") show({ step: "running", name, done, total });
    });
    const report = await run.report;
    if (!report.objects) throw new Error("no objects found");
    show({ step: "done", name, report, turn: mine });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // A file that has gone meanwhile cannot be looked at either.
    const cause = await causeOf(error, data, settings).catch(() => "other" as const);
    show({ step: "failed", cause, message });
  }
}
