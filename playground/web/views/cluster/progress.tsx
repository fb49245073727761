import type { Running } from "./survey";
import { useCluster } from "./texts";

/** The progress of a survey, with a button to cancel it. */
export function Progress({ running, onCancel }: { readonly running: Running; onCancel(): void }) {
  const { t, number } = useCluster();
  const { name, done, total } = running;
  const text = total ? t.run.judging(number(done), number(total)) : t.run.reading(name);
  return (
    <div class="survey-progress">
      <progress aria-label={t.run.progress} {...(total ? { value: done, max: total } : {})} />
      <p role="status">{total ? null : text}</p>
      <p>{total ? text : null}</p>
      <button type="button" class="button" onClick={onCancel}>
        {t.run.cancel}
      </button>
    </div>
  );
}
