// The three editors of Judge, and what other parts of the view do with them.

import { undo } from "@codemirror/commands";
import { CodeEditor } from "../../editor/code-editor";
import { showProblems } from "../../editor/problems";
import type { Advice, Editor, Judged, Problem } from "../../engine";
import { judgeState } from "../../state";
import { choose, cursor, front, startOf } from "./store";
import { words } from "./texts";

export const EDITORS: readonly Editor[] = ["objects", "context", "settings"];

/** The editors; they outlive the view, so that undo still works after a visit to another view. */
export const desk: Readonly<Record<Editor, CodeEditor>> = {
  objects: new CodeEditor(judgeState.value.objects, {
    ...wiring("objects"),
    onCursor: (at) => (cursor.value = at),
  }),
  context: new CodeEditor(judgeState.value.context, wiring("context")),
  settings: new CodeEditor(judgeState.value.settings, wiring("settings")),
};

// Completion and hover text are loaded when the settings editor is first used.
desk.settings.assistOnUse(async () => (await import("./settings-words")).help);

function wiring(editor: Editor) {
  return {
    onText(text: string) {
      if (judgeState.value[editor] !== text) judgeState.value = { ...judgeState.value, [editor]: text };
    },
  };
}

/** Loads texts that were set from outside into the editors. */
export function takeOver(): void {
  for (const editor of EDITORS) desk[editor].replace(judgeState.value[editor]);
}

/** Sets the editors' names and phrases in the reader's language. */
export function speak(): void {
  const { names, phrases } = words().editors;
  for (const editor of EDITORS) desk[editor].speak(names[editor], phrases);
}

/** Underlines each problem in its editor. */
export function underline(problems: readonly Problem[]): void {
  const { kinds } = words().editors;
  for (const editor of EDITORS) {
    showProblems(
      desk[editor],
      problems.filter((problem) => problem.editor === editor),
      ({ kind }) => kinds[kind],
    );
  }
}

/** Makes the changes of an advice as one undoable step, and returns the changed editors. */
export function apply({ edits }: Advice): Editor[] {
  const changed = EDITORS.filter((editor) => edits.some((edit) => edit.editor === editor));
  for (const editor of changed) desk[editor].edit(edits.filter((edit) => edit.editor === editor));
  if (changed[0]) front.value = changed[0];
  return changed;
}

/** Undoes the last change in each of these editors. */
export function takeBack(editors: readonly Editor[]): void {
  for (const editor of editors) undo(desk[editor].view);
}

/** Selects an object in the list and shows it in the editor. */
export function show(index: number, object: Judged): void {
  const at = startOf(object, judgeState.value.objects);
  desk.objects.show(at);
  choose(index, at);
}
