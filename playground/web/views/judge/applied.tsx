import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Advice, Editor } from "../../engine";
import { judgeState } from "../../state";
import { Icon } from "../../ui/icons";
import { takeBack } from "./desk";
import { useJudge } from "./texts";

/** The latest advice that was applied, until anything else changes. */
export const applied = signal<{
  readonly advice: Advice;
  readonly editors: readonly Editor[];
  readonly state: object;
} | null>(null);

/** Says which advice was applied, with a button to undo it. */
export function Applied() {
  const t = useJudge();
  const last = applied.value;
  const state = judgeState.value;
  useEffect(() => {
    if (applied.value && applied.value.state !== state) applied.value = null;
  }, [state]);
  return (
    <div role="status">
      {last ? (
        <div class="applied notice">
          <Icon name="accepted" />
          <span>{t.advice.applied(t.advice.kinds[last.advice.kind].title, last.advice.subject)}</span>
          <button type="button" class="button" onClick={() => takeBack(last.editors)}>
            {t.advice.undo}
          </button>
        </div>
      ) : null}
    </div>
  );
}
