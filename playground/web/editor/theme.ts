// How the editors look, in colours and sizes that the page's style sheets define.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The editors are in shadow roots, which the page's styles reach only through custom properties.
const look = EditorView.theme({
  "&": {
    height: "100%",
    color: "var(--text)",
    backgroundColor: "var(--surface)",
    fontSize: "var(--text-sm)",
  },
  // The page draws an outline around the whole pane.
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--text)", paddingBlock: "8px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--line-number)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { paddingInline: "6px 8px", minWidth: "2.2em" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter": { backgroundColor: "var(--active-line)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--accent-soft)",
    outline: "1px solid var(--accent)",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--rejected-soft)" },
  ".cm-changed-lines": { backgroundColor: "var(--changed-soft)" },

  ".cm-tooltip": {
    border: "1px solid var(--line)",
    borderRadius: "8px",
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    boxShadow: "var(--shadow-high)",
    fontFamily: "var(--font)",
    fontSize: "var(--text-sm)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--mono)",
    maxHeight: "16em",
    padding: "4px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", borderRadius: "5px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionDetail": { color: "var(--text-soft)", fontStyle: "normal", marginInlineStart: "1em" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip.cm-completionInfo": { padding: "8px 12px", maxWidth: "22rem" },
  ".cm-setting": { padding: "10px 12px", maxWidth: "24rem", lineHeight: "1.5" },
  ".cm-setting code": { fontFamily: "var(--mono)", fontSize: "0.92em" },
  ".cm-setting p": { margin: "0 0 6px" },
  ".cm-setting dl": {
    display: "grid",
    gridTemplateColumns: "auto 1fr",
    gap: "2px 12px",
    margin: "0",
    fontSize: "var(--text-xs)",
  },
  ".cm-setting dt": { color: "var(--text-soft)" },
  ".cm-setting dd": { margin: "0", fontFamily: "var(--mono)", overflowWrap: "anywhere" },

  ".cm-diagnostic": { padding: "6px 10px", maxWidth: "32rem", overflowWrap: "anywhere" },
  ".cm-diagnostic-error": { borderInlineStart: "3px solid var(--rejected)" },
  ".cm-diagnostic-warning": { borderInlineStart: "3px solid var(--warned)" },
  ".cm-diagnosticSource": { fontSize: "var(--text-xs)", opacity: "1", color: "var(--text-soft)" },
  ".cm-lintRange": {
    paddingBottom: "1px",
    backgroundImage: "none",
    textDecorationLine: "underline",
    textDecorationStyle: "wavy",
    textUnderlineOffset: "3px",
    textDecorationSkipInk: "none",
  },
  ".cm-lintRange-error": { backgroundImage: "none", textDecorationColor: "var(--rejected)" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecorationColor: "var(--warned)" },
  ".cm-lintPoint-error::after": { borderBottomColor: "var(--rejected)" },
  ".cm-gutter-lint": { width: "12px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0", display: "grid", placeItems: "center" },
  ".cm-lint-marker": { content: "none", width: "8px", height: "8px", borderRadius: "50%" },
  ".cm-lint-marker-error": { content: "none", backgroundColor: "var(--rejected)" },
  ".cm-lint-marker-warning": {
    content: "none",
    backgroundColor: "var(--warned)",
    borderRadius: "1px",
    transform: "rotate(45deg) scale(0.9)",
  },
});

const colours = HighlightStyle.define([
  { tag: tags.atom, color: "var(--code-key)" },
  { tag: tags.string, color: "var(--code-text)" },
  { tag: [tags.keyword, tags.number, tags.variableName], color: "var(--code-mark)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.meta, tags.definition(tags.variableName)], color: "var(--text-soft)" },
]);

export const appearance: Extension = [look, syntaxHighlighting(colours)];
