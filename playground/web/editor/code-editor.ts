import { history, historyKeymap, indentWithTab, isolateHistory, standardKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, StreamLanguage } from "@codemirror/language";
import { yaml } from "@codemirror/legacy-modes/mode/yaml";
import { lintGutter, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import type { ChangeSpec, Extension } from "@codemirror/state";
import { Compartment, EditorState, Transaction } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { changedLines, markChanged } from "./changed-lines";
import { appearance } from "./theme";

const BASICS: Extension = [
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  history(),
  drawSelection(),
  indentOnInput(),
  indentUnit.of("  "),
  bracketMatching(),
  highlightActiveLine(),
  lintGutter(),
  StreamLanguage.define(yaml),
  changedLines,
  // Where Chromium itself replaces selected text it writes style attributes, which the page's Content-Security-Policy forbids.
  EditorView.domEventHandlers({
    beforeinput({ inputType, data }, view) {
      if (inputType !== "insertText" || !data || view.state.selection.main.empty) return false;
      view.dispatch(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
      return true;
    },
  }),
  appearance,
  keymap.of([
    ...standardKeymap,
    ...historyKeymap,
    indentWithTab,
    { key: "F8", run: nextDiagnostic, shift: previousDiagnostic },
  ]),
];

export interface Wiring {
  /** The text changed. */
  onText(text: string): void;
  /** The cursor may be at another place. */
  onCursor?(at: number): void;
}

/** A YAML editor that outlives the view it is shown in, with its history. */
export class CodeEditor {
  /** To be put where the editor is to be seen. */
  readonly element = document.createElement("div");
  readonly view: EditorView;
  private readonly words = new Compartment();

  private readonly help = new Compartment();

  constructor(text: string, wiring: Wiring) {
    this.element.className = "code-editor";
    // In a shadow root CodeMirror uses constructed style sheets, which the page's
    // Content-Security-Policy allows, where it would write style elements otherwise.
    const root = this.element.attachShadow({ mode: "open" });
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          BASICS,
          this.help.of([]),
          this.words.of([]),
          EditorView.updateListener.of((update) => {
            if (update.selectionSet || update.docChanged) wiring.onCursor?.(update.state.selection.main.head);
            if (update.docChanged) wiring.onText(update.state.doc.toString());
          }),
        ],
      }),
    });
  }

  /** What the editor is called, and what CodeMirror says, in the reader's language. */
  speak(label: string, phrases: Readonly<Record<string, string>>): void {
    const words = [
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      EditorState.phrases.of(phrases),
    ];
    this.view.dispatch({ effects: this.words.reconfigure(words) });
  }

  /** Adds what helps with this text, such as completion. */
  assist(extension: Extension): void {
    this.view.dispatch({ effects: this.help.reconfigure(extension) });
  }

  /** Replaces the whole text, in one step that can be undone. */
  replace(text: string): void {
    const { state } = this.view;
    if (state.doc.toString() === text) return;
    this.view.dispatch({
      changes: { from: 0, to: state.doc.length, insert: text },
      selection: { anchor: 0 },
      scrollIntoView: true,
      annotations: isolateHistory.of("full"),
    });
  }

  /** Changes some places at once, in one step that can be undone, and shows where. */
  edit(changes: readonly { from: number; to: number; insert: string }[]): void {
    const { state } = this.view;
    const set = state.changes(changes as ChangeSpec);
    const places: { from: number; to: number }[] = [];
    set.iterChanges((_fromA, _toA, from, _to, inserted) => {
      const text = inserted.toString();
      const start = from + text.length - text.trimStart().length;
      places.push({ from: start, to: Math.max(start, from + text.trimEnd().length) });
    });
    this.view.dispatch({
      changes: set,
      effects: [markChanged.of(places), EditorView.scrollIntoView(places[0]?.from ?? 0, { y: "center" })],
      annotations: [isolateHistory.of("full"), Transaction.userEvent.of("input.advice")],
    });
  }

  /** Puts the cursor somewhere and goes there. */
  goTo(at: number): void {
    const anchor = Math.min(at, this.view.state.doc.length);
    this.view.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: "center" }),
    });
    this.view.focus();
  }

  /** Puts the cursor somewhere and shows it, without taking the focus. */
  show(at: number): void {
    const anchor = Math.min(at, this.view.state.doc.length);
    this.view.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: "start", yMargin: 12 }),
    });
  }
}
