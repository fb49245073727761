import { Scrollable } from "../../ui/scrollable";
import type { Line } from "./line-diff";
import { useJudge } from "./texts";

const MARKS = { same: " ", added: "+", removed: "−", leftOut: "" } as const;

/** Lines of YAML, each marked as added, removed or unchanged. */
export function Lines({
  lines,
  labelledBy,
}: {
  readonly lines: readonly Line[];
  readonly labelledBy: string;
}) {
  const t = useJudge();
  const said = { same: null, added: t.diff.added, removed: t.diff.removed, leftOut: null } as const;
  return (
    <Scrollable as="pre" class="lines" lang="en" role="group" aria-labelledby={labelledBy}>
      <code>
        {lines.map(({ change, text }, at) => (
          <span key={at} class="line" data-change={change}>
            <span class="line-mark" aria-hidden="true">
              {MARKS[change]}
            </span>
            {said[change] ? <span class="visually-hidden">{said[change]}: </span> : null}
            {text}
            {"\n"}
          </span>
        ))}
      </code>
    </Scrollable>
  );
}
