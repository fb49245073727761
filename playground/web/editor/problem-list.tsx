import { Icon } from "../ui/icons";
import type { CodeEditor } from "./code-editor";
import type { Marked } from "./problems";

const SHOWN = 50;

interface Props<P> {
  readonly editor: CodeEditor;
  readonly problems: readonly P[];
  /** What kind of problem it is. */
  title(problem: P): string;
  readonly words: { problems(count: number): string; line(number: number): string };
}

/** The problems of an editor as a list; clicking one goes to its position. */
export function ProblemList<P extends Marked>({ editor, problems, title, words }: Props<P>) {
  if (!problems.length) return null;
  const { doc } = editor.view.state;
  return (
    <ul class="problems" aria-label={words.problems(problems.length)}>
      {problems.slice(0, SHOWN).map((problem, at) => (
        <li key={at}>
          <button
            type="button"
            data-verdict={problem.severity === "error" ? "rejected" : "warned"}
            onClick={() => editor.goTo(problem.from)}
          >
            <Icon name={problem.severity === "error" ? "rejected" : "warned"} />
            <span>
              <b>{title(problem)}</b>{" "}
              <span class="problem-line">
                {words.line(doc.lineAt(Math.min(problem.from, doc.length)).number)}
              </span>
              <span class="problem-message" lang="en">
                {problem.message}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
