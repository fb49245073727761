// Finds out which setting a position in the settings belongs to, by indentation alone.

import type { EditorState } from "@codemirror/state";

/** A line such as `key: …`, or an item of a list: `- …` or `- key: …`, whose dash counts as indentation. */
const LINE = /^(\s*(?:-\s+)?)(?:([A-Za-z]+):|-(?=\s|$))/;

/** The keys that enclose a line, outermost first, according to the indentation of the lines above it. */
export function keysAbove(state: EditorState, lineNumber: number, indent: number): string[] {
  const keys: string[] = [];
  let depth = indent;
  for (let number = lineNumber - 1; number >= 1 && depth > 0; number--) {
    const [, spaces, key] = LINE.exec(state.doc.line(number).text) ?? [];
    if (spaces === undefined || key === undefined || spaces.length >= depth) continue;
    keys.unshift(key);
    depth = spaces.length;
  }
  return keys;
}

/** The paths that a position may refer to, most likely first: to the word there, or to the key of its line. */
export function pathsAt(state: EditorState, at: number): string[][] {
  const line = state.doc.lineAt(at);
  const [, spaces = "", key] = LINE.exec(line.text) ?? [];
  const range = state.wordAt(at);
  const word = range ? state.sliceDoc(range.from, range.to) : "";
  // The items of a list may be indented no further than its key.
  const above = keysAbove(state, line.number, key === undefined ? spaces.length + 1 : spaces.length);
  const own = key === undefined ? above : [...above, key];
  return [[...above, word], [...own, word], own];
}

/**
 * The keys that the mapping around a line has already: those of nearby lines with the same indentation, in the
 * same item of a list.
 */
export function siblings(state: EditorState, lineNumber: number, indent: number): Set<string> {
  const found = new Set<string>();
  const isFirst = /^\s*-\s/.test(state.doc.line(lineNumber).text);
  const walk = (step: 1 | -1) => {
    for (let number = lineNumber + step; number >= 1 && number <= state.doc.lines; number += step) {
      const { text } = state.doc.line(number);
      if (!text.trim() || text.trimStart().startsWith("#")) continue;
      const [, spaces, key] = LINE.exec(text) ?? [];
      if (spaces === undefined || spaces.length > indent) continue;
      const begins = spaces.includes("-");
      if (spaces.length < indent || (begins && step === 1)) return;
      if (key) found.add(key);
      if (begins) return;
    }
  };
  if (!isFirst) walk(-1);
  walk(1);
  return found;
}
