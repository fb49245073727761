import { useMemo } from "preact/hooks";
import { compare, count, excerpt } from "./line-diff";
import { Lines } from "./lines";
import { useJudge } from "./texts";

interface Props {
  readonly before: string;
  readonly after: string;
}

/** What a mutation changes, as a comparison of lines. */
export function Diff({ before, after }: Props) {
  const t = useJudge();
  const lines = useMemo(() => excerpt(compare(before, after)), [before, after]);
  return (
    <section>
      <h3 id="diff-title">{t.diff.title}</h3>
      <p class="fine">
        {[t.diff.removedLines(count(lines, "removed")), t.diff.addedLines(count(lines, "added"))].join(" · ")}
      </p>
      <Lines lines={lines} labelledBy="diff-title" />
    </section>
  );
}
