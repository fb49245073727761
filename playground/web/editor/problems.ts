import type { Diagnostic } from "@codemirror/lint";
import { setDiagnostics } from "@codemirror/lint";
import type { CodeEditor } from "./code-editor";

/** What to underline in a text. Offsets are UTF-16 code units, as in an editor. */
export interface Marked {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** Underlines the engine's problems; `title` names the kind of each in the reader's language. */
export function showProblems<P extends Marked>(
  { view }: CodeEditor,
  problems: readonly P[],
  title: (problem: P) => string,
): void {
  const { length } = view.state.doc;
  const diagnostics = problems.map((problem): Diagnostic => {
    // The text may be shorter by now; its own problems arrive with the next answer.
    const from = Math.min(problem.from, length);
    const to = Math.min(Math.max(problem.to, from), length);
    return { from, to, severity: problem.severity, message: problem.message, source: title(problem) };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}
