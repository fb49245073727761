import { signal } from "@preact/signals";
import type { Question } from "./engine";
import { FIRST } from "./first";
import { go } from "./routes";

/** Everything that Judge judges: the editors' texts, and how they are judged. */
export type JudgeState = Question;

export const EMPTY: JudgeState = {
  objects: "",
  context: "",
  settings: "",
  namespace: "default",
  seen: "written",
  server: "current",
  absent: "saysNothing",
  lookupError: null,
  lookupAnswer: null,
};

/** What stands in Judge now. Judge writes the editors' texts into it as they are typed. */
export const judgeState = signal<JudgeState>(FIRST);

/** Counts the times that something else than typing put texts into Judge, so that its editors take them over. */
export const opened = signal(0);

/** Puts texts into Judge without going there. */
export function load(state: JudgeState): void {
  judgeState.value = state;
  opened.value += 1;
}

/** Opens something in Judge; what is not given is empty or the default. */
export function openInJudge(state: Partial<JudgeState>): void {
  load({ ...EMPTY, ...state });
  go("judge");
}

/** Opens Judge with other settings; the rest stays as it is. */
export function openSettingsInJudge(settings: string): void {
  load({ ...judgeState.value, settings });
  go("judge");
}

/** The settings that stand in Judge. */
export function judgeSettings(): string {
  return judgeState.value.settings;
}
