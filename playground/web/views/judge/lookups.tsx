import { judgeState } from "../../state";
import { Scrollable } from "../../ui/scrollable";
import { useJudge } from "./texts";

/** Says on which day an opened scenario is judged, with a button for today. */
export function Day() {
  const t = useJudge();
  const { today } = judgeState.value;
  if (today === null) return null;
  return (
    <div class="notice notice-warning">
      <p>{today === "" ? t.lookups.noClock : t.lookups.day(today)}</p>
      <button
        type="button"
        class="button"
        onClick={() => (judgeState.value = { ...judgeState.value, today: null })}
      >
        {t.lookups.today}
      </button>
    </div>
  );
}

/** Says that an opened scenario fixes the answer to all lookups, with a button to end that. */
export function Lookups() {
  const t = useJudge();
  const { lookupError, lookupAnswer } = judgeState.value;
  const text = lookupError ?? lookupAnswer;
  if (text === null) return null;
  return (
    <div class="notice notice-warning">
      <p>{lookupError === null ? t.lookups.answer : t.lookups.error}</p>
      <Scrollable as="pre" class="lookup" lang="en">
        {text}
      </Scrollable>
      <button
        type="button"
        class="button"
        onClick={() => (judgeState.value = { ...judgeState.value, lookupError: null, lookupAnswer: null })}
      >
        {t.lookups.clear}
      </button>
    </div>
  );
}
