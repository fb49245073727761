import type { Advice } from "../../engine";
import { judgeState } from "../../state";
import { FieldPath } from "../../ui/field-path";
import { applied } from "./applied";
import { apply } from "./desk";
import { useJudge } from "./texts";

/** The advice on a verdict: one button for each possible change. */
export function AdviceList({ advice }: { readonly advice: readonly Advice[] }) {
  const t = useJudge();
  return (
    <section>
      <h3 id="advice-title">{t.advice.title}</h3>
      <ul class="advice">
        {advice.map((each) => {
          const { title, about } = t.advice.kinds[each.kind];
          const editor = each.edits[0]?.editor;
          return (
            <li key={`${each.kind} ${each.subject}`}>
              <button type="button" onClick={() => follow(each)}>
                <span class="advice-title">{title}</span>
                <span class="advice-about">{about}</span>
                <span class="advice-edit">
                  <code>
                    <FieldPath path={each.subject} />
                  </code>
                  {editor ? <span>{t.advice.where[editor]}</span> : null}
                </span>
                <span class="advice-apply" aria-hidden="true">
                  {t.advice.apply}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function follow(advice: Advice): void {
  const editors = apply(advice);
  applied.value = { advice, editors, state: judgeState.value };
  // The next verdict may remove the button: keyboard users continue at the verdict's name.
  document.getElementById("detail-name")?.focus();
}
