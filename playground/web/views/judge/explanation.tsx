import type { Judged } from "../../engine";
import { explain } from "./explain";
import { useJudge } from "./texts";

/** What a verdict means, in the reader's language. */
export function Explanation({ object }: { readonly object: Judged }) {
  const t = useJudge();
  return (
    <section class="explanation">
      <h3>{t.verdicts.meaning}</h3>
      {explain(object, t.explain).map(({ text, asked }, at) => (
        <p key={at} data-asked={asked}>
          {text}
        </p>
      ))}
    </section>
  );
}
