import type { EditorState } from "@codemirror/state";

/** A line `key: …`, or `- …` of a list. */
const LINE = /^(\s*)(?:([A-Za-z]+):|-(?=\s|$))/;

/** The keys under which a line stands, outermost first, judged by the indentation of the lines above. */
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

/** Paths of keys that a place may mean, the most likely first: the word there, or the key of its line. */
export function pathsAt(state: EditorState, at: number): string[][] {
  const line = state.doc.lineAt(at);
  const [, spaces = "", key] = LINE.exec(line.text) ?? [];
  const range = state.wordAt(at);
  const word = range ? state.sliceDoc(range.from, range.to) : "";
  // Items of a list may stand as far left as the key of the list.
  const above = keysAbove(state, line.number, key === undefined ? spaces.length + 1 : spaces.length);
  const own = key === undefined ? above : [...above, key];
  return [[...above, word], [...own, word], own];
}

/** The keys that a mapping has already: those of lines with the same indentation around a line. */
export function siblings(state: EditorState, lineNumber: number, indent: number): Set<string> {
  const found = new Set<string>();
  const walk = (step: 1 | -1) => {
    for (let number = lineNumber + step; number >= 1 && number <= state.doc.lines; number += step) {
      const { text } = state.doc.line(number);
      if (!text.trim() || text.trimStart().startsWith("#")) continue;
      const [, spaces, key] = LINE.exec(text) ?? [];
      if (spaces === undefined || spaces.length > indent) continue;
      if (spaces.length < indent) return;
      if (key) found.add(key);
    }
  };
  walk(-1);
  walk(1);
  return found;
}
