import { EditorPlace } from "../../../editor/place";
import { ProblemList } from "../../../editor/problem-list";
import { judgeSettings } from "../../../state";
import { useJudge } from "../../judge/texts";
import type { Which } from "./desk";
import { desk } from "./desk";
import { answer } from "./run";
import { put } from "./state";
import { useCompare } from "./texts";

/** One of the editors, with what is wrong in it. */
export function Pane({ which }: { readonly which: Which }) {
  const { t } = useCompare();
  const judge = useJudge();
  const problems = (answer.value?.problems ?? []).filter((problem) => problem.which === which);
  return (
    <section class="pane" aria-labelledby={`compare-${which}`}>
      <div class="pane-head">
        <h3 id={`compare-${which}`}>{t.names[which]}</h3>
        <span>{t.sides[which]}</span>
        <button
          type="button"
          class="button button-quiet"
          title={t.fromJudgeAbout}
          onClick={() => put({ [which]: judgeSettings() })}
        >
          {t.fromJudge}
          <span class="visually-hidden"> ({t.names[which]})</span>
        </button>
      </div>
      <EditorPlace editor={desk[which]} />
      <ProblemList
        editor={desk[which]}
        problems={problems}
        title={({ severity }) => t.problems[severity]}
        words={judge.editors}
      />
    </section>
  );
}
