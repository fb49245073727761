import type { Diagnostic } from "@codemirror/lint";
import { setDiagnostics } from "@codemirror/lint";
import type { Problem } from "../engine";
import type { CodeEditor } from "./code-editor";

/** Underlines what the engine complains about; `title` says in the reader's language what sort of problem it is. */
export function showProblems(
  { view }: CodeEditor,
  problems: readonly Problem[],
  title: (problem: Problem) => string,
): void {
  const { length } = view.state.doc;
  const diagnostics = problems.map((problem): Diagnostic => {
    // The text may have become shorter since it was judged; its own verdict follows.
    const from = Math.min(problem.from, length);
    const to = Math.min(Math.max(problem.to, from), length);
    return { from, to, severity: problem.severity, message: problem.message, source: title(problem) };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}
