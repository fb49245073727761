// The lines that advice changed are marked until the text changes again.

import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import { changedLines, markChanged } from "../../web/editor/changed-lines";

const start = EditorState.create({ doc: "a\nb\nc\nd\n", extensions: [changedLines] });

function marked(state: EditorState): number[] {
  const lines: number[] = [];
  for (const cursor = state.field(changedLines).iter(); cursor.value; cursor.next()) {
    lines.push(state.doc.lineAt(cursor.from).number);
  }
  return lines;
}

const mark = (...places: readonly { from: number; to: number }[]) =>
  start.update({ effects: markChanged.of(places) }).state;

test("nothing at first", () => expect(marked(start)).toEqual([]));

test("every line of each place, once and in their order", () => {
  expect(marked(mark({ from: 4, to: 7 }, { from: 0, to: 1 }, { from: 6, to: 6 }))).toEqual([1, 3, 4]);
});

test("moving the cursor keeps the marks, and changing the text removes them", () => {
  const state = mark({ from: 2, to: 3 });
  expect(marked(state.update({ selection: { anchor: 4 } }).state)).toEqual([2]);
  expect(marked(state.update({ changes: { from: 0, insert: "x" } }).state)).toEqual([]);
});

test("the marks of a change refer to the new text", () => {
  const changes = { from: 0, insert: "new\n" };
  const state = start.update({ changes, effects: markChanged.of([{ from: 0, to: 3 }]) }).state;
  expect(marked(state)).toEqual([1]);
});
