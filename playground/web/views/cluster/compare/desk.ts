// The editors of the two settings.

import { CodeEditor } from "../../../editor/code-editor";
import { showProblems } from "../../../editor/problems";
import type { Pair } from "../../../engine/compare";
import type { SettingsProblem } from "../../../engine/compare-types";
import { texts } from "../../../i18n";
import { compare } from "../../../i18n/compare/en";
import { words } from "../../judge/texts";
import { pair } from "./state";

export type Which = keyof Pair;
export const BOTH: readonly Which[] = ["old", "new"];

/** The editors; they outlive the view, so that undo still works after they were closed. */
export const desk: Readonly<Record<Which, CodeEditor>> = { old: editor("old"), new: editor("new") };

function editor(which: Which): CodeEditor {
  const made = new CodeEditor(pair.value[which], {
    onText(text) {
      if (pair.value[which] !== text) pair.value = { ...pair.value, [which]: text };
    },
  });
  made.assistOnUse(async () => (await import("../../judge/settings-words")).help);
  return made;
}

/** Loads texts that were set from outside into the editors. */
export function takeOver(): void {
  for (const which of BOTH) desk[which].replace(pair.value[which]);
}

/** Sets the editors' names and phrases in the reader's language. */
export function speak(): void {
  const { names } = texts("compare", compare);
  for (const which of BOTH) desk[which].speak(names[which], words().editors.phrases);
}

/** Underlines each problem in its editor. */
export function underline(problems: readonly SettingsProblem[]): void {
  const t = texts("compare", compare);
  for (const which of BOTH) {
    const its = problems.filter((problem) => problem.which === which);
    showProblems(desk[which], its, ({ severity }) => t.problems[severity]);
  }
}
