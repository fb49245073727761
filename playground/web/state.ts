// The state of Judge, and the ways in which other views open something there.

import { signal } from "@preact/signals";
import type { Question } from "./engine";
import { FIRST } from "./first";
import { go } from "./routes";

/** The texts in Judge's editors, and the options they are judged with. */
export type JudgeState = Question;

export const EMPTY: JudgeState = {
  objects: "",
  context: "",
  settings: "",
  namespace: "default",
  seen: "written",
  server: "current",
  absent: "saysNothing",
  today: null,
  lookupError: null,
  lookupAnswer: null,
};

/** The current state of Judge, updated with every keystroke in the editors. */
export const judgeState = signal<JudgeState>(FIRST);

/** Counts how often the texts were replaced from outside the editors, which then load the new ones. */
export const opened = signal(0);

/** Replaces the state of Judge without switching to it. */
export function load(state: JudgeState): void {
  judgeState.value = state;
  opened.value += 1;
}

/** Opens a state in Judge; omitted parts are empty or the default. */
export function openInJudge(state: Partial<JudgeState>): void {
  load({ ...EMPTY, ...state });
  go("judge");
}

/** Opens Judge with other settings and leaves the rest unchanged. */
export function openSettingsInJudge(settings: string): void {
  load({ ...judgeState.value, settings });
  go("judge");
}

/** The settings in Judge's editor. */
export function judgeSettings(): string {
  return judgeState.value.settings;
}
