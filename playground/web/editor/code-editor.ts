// The editors of Judge: CodeMirror for YAML, under the page's Content-Security-Policy.

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
  // When Chromium itself replaces selected text, it may write style attributes, which the policy forbids.
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
  /** Called when the text has changed. */
  onText(text: string): void;
  /** Called when the cursor may have moved. */
  onCursor?(at: number): void;
}

/** A YAML editor that keeps its text and history while no view shows it. */
export class CodeEditor {
  /** The element to insert where the editor should appear. */
  readonly element = document.createElement("div");
  readonly view: EditorView;
  private readonly words = new Compartment();

  private readonly help = new Compartment();

  constructor(text: string, wiring: Wiring) {
    this.element.className = "code-editor";
    // In a shadow root, CodeMirror uses constructed style sheets, which the policy allows, instead of style
    // elements.
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

  /** Sets the editor's name and CodeMirror's own phrases, in the reader's language. */
  speak(label: string, phrases: Readonly<Record<string, string>>): void {
    const words = [
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      EditorState.phrases.of(phrases),
    ];
    this.view.dispatch({ effects: this.words.reconfigure(words) });
  }

  /** Adds an extension that helps with this text, such as completion. */
  assist(extension: Extension): void {
    this.view.dispatch({ effects: this.help.reconfigure(extension) });
  }

  /** Adds such an extension when the editor is first used, because it has to be loaded. */
  assistOnUse(load: () => Promise<Extension>): void {
    const events = ["focusin", "pointerenter"];
    const start = () => {
      for (const event of events) this.element.removeEventListener(event, start);
      load().then(
        (extension) => this.assist(extension),
        // If it cannot be loaded, the editor works without it.
        () => undefined,
      );
    };
    for (const event of events) this.element.addEventListener(event, start);
  }

  /** Replaces the whole text as a single undoable step. */
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

  /** Makes several changes as a single undoable step, and marks the changed lines. */
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

  /** Moves the cursor to a position, scrolls to it and focuses the editor. */
  goTo(at: number): void {
    const anchor = Math.min(at, this.view.state.doc.length);
    this.view.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: "center" }),
    });
    this.view.focus();
  }

  /** Moves the cursor to a position and scrolls to it, without taking the focus. */
  show(at: number): void {
    const anchor = Math.min(at, this.view.state.doc.length);
    this.view.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: "start", yMargin: 12 }),
    });
  }
}
