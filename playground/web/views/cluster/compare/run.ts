// Compares the settings whenever they or the open file change, and keeps what came of it.

import { batch, effect, signal } from "@preact/signals";
import type { ClusterFile, Pair } from "../../../engine/compare";
import { Comparer } from "../../../engine/compare";
import type { SettingsAnswer } from "../../../engine/compare-types";
import { EngineFailure } from "../../../engine/failure";
import { utf8 } from "../encoding";
import { openFile } from "../survey";
import { pair } from "./state";

/** How long to wait for the next keystroke, in ms. */
const PAUSE = 150;

/** The latest answer. It has no verdicts until the objects are judged. */
export const answer = signal<SettingsAnswer | null>(null);

/** How far the objects are judged; null if they are, or if there are none. */
export const progress = signal<{ readonly done: number; readonly total: number } | null>(null);

/** Whether the answer is not yet that on the current texts and the open file. */
export const isBusy = signal(false);

/** Why there is no answer. */
export const failure = signal<EngineFailure | null>(null);

let comparer: Comparer | null = null;
/** The open file, and the same in UTF-8. */
let read: { readonly source: ClusterFile; readonly file: ClusterFile } | null = null;
/** Counts the comparisons, so that what an earlier one says is dropped. */
let turn = 0;

/** Compares now and after every change, until the returned function is called. */
export function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const [texts, source] = [pair.value, openFile.value];
    clearTimeout(timer);
    turn += 1;
    isBusy.value = true;
    timer = setTimeout(() => void compare(texts, source), PAUSE);
  });
  return () => {
    clearTimeout(timer);
    turn += 1;
    stop();
    comparer?.end();
    [comparer, read] = [null, null];
    say({});
  };
}

async function compare(texts: Pair, source: ClusterFile | null): Promise<void> {
  const mine = turn;
  try {
    if (!comparer?.alive) [comparer, read] = [new Comparer(), null];
    const asked = comparer;
    const settings = await asked.settings(texts);
    if (mine !== turn || !settings) return;
    if (!source || !settings.compared) return say({ answer: settings });
    // The settings can be read while the objects are judged.
    say({ answer: settings, progress: { done: 0, total: 0 } });
    if (read?.source !== source) {
      read = { source, file: { name: source.name, data: await utf8(source.data) } };
    }
    const onProgress = (done: number, total: number) => {
      if (mine === turn) progress.value = { done, total };
      return mine === turn;
    };
    const verdicts = await asked.verdicts(texts, read.file, onProgress);
    if (mine === turn && verdicts) say({ answer: verdicts });
  } catch (error) {
    if (mine !== turn) return;
    const message = error instanceof Error ? error.message : String(error);
    say({ failure: error instanceof EngineFailure ? error : new EngineFailure("crash", message) });
  }
}

interface Said {
  readonly answer?: SettingsAnswer;
  readonly progress?: { readonly done: number; readonly total: number };
  readonly failure?: EngineFailure;
}

function say(said: Said): void {
  batch(() => {
    answer.value = said.answer ?? null;
    progress.value = said.progress ?? null;
    failure.value = said.failure ?? null;
    isBusy.value = said.progress !== undefined;
  });
}
