// Marks the lines that advice has changed, until the text changes again.

import { StateEffect, StateField } from "@codemirror/state";
import type { DecorationSet } from "@codemirror/view";
import { Decoration, EditorView } from "@codemirror/view";

/** Marks the lines of these ranges. */
export const markChanged = StateEffect.define<readonly { from: number; to: number }[]>();

const changed = Decoration.line({ class: "cm-changed-lines" });

export const changedLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { docChanged, effects, state }) {
    const effect = effects.find((each) => each.is(markChanged));
    if (!effect) return docChanged ? Decoration.none : marks;
    const lines = new Set<number>();
    for (const { from, to } of effect.value as readonly { from: number; to: number }[]) {
      const last = state.doc.lineAt(to).number;
      for (let number = state.doc.lineAt(from).number; number <= last; number++) {
        lines.add(state.doc.line(number).from);
      }
    }
    return Decoration.set(
      [...lines].map((start) => changed.range(start)),
      true,
    );
  },
  provide: (field) => EditorView.decorations.from(field),
});
