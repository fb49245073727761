import type { Editor, Problem } from "../../engine";
import { Icon } from "../../ui/icons";
import { desk } from "./desk";
import { useJudge } from "./texts";

const SHOWN = 50;

/** The problems of an editor as a list; clicking one goes to its position. */
export function ProblemList({
  editor,
  problems,
}: {
  readonly editor: Editor;
  readonly problems: readonly Problem[];
}) {
  const t = useJudge();
  if (!problems.length) return null;
  const { doc } = desk[editor].view.state;
  return (
    <ul class="problems" aria-label={t.editors.problems(problems.length)}>
      {problems.slice(0, SHOWN).map((problem, at) => (
        <li key={at}>
          <button
            type="button"
            data-verdict={problem.severity === "error" ? "rejected" : "warned"}
            onClick={() => desk[editor].goTo(problem.from)}
          >
            <Icon name={problem.severity === "error" ? "rejected" : "warned"} />
            <span>
              <b>{t.editors.kinds[problem.kind]}</b>{" "}
              <span class="problem-line">
                {t.editors.line(doc.lineAt(Math.min(problem.from, doc.length)).number)}
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
