import type { Compared } from "../../../engine/compare-types";
import { save } from "../save";
import { openFile, state } from "../survey";
import { useCluster } from "../texts";
import { ClaimView } from "./claim";
import { answer, failure, isBusy, progress } from "./run";
import { SettingsList } from "./settings-list";
import { useCompare } from "./texts";
import { VerdictsView } from "./verdicts";

/** What there is to say about the two settings; or why there is nothing. */
export function Result() {
  const { t } = useCompare();
  if (failure.value) return <Failed />;
  const now = answer.value;
  if (!now) return <p role="status">{t.comparing}</p>;
  const { compared } = now;
  // The editors show what is wrong.
  if (!compared)
    return (
      <p class="notice notice-error" role="alert">
        {t.refused}
      </p>
    );
  return (
    <div class="compare-result" aria-busy={isBusy.value}>
      <ClaimView compared={compared} />
      <SettingsList compared={compared} />
      <Objects compared={compared} />
      <p class="button-row">
        <button
          type="button"
          class="button"
          disabled={isBusy.value}
          onClick={() => save("compare.json", "application/json", JSON.stringify(compared.report, null, 2))}
        >
          {t.download}
        </button>
        <span class="fine">{t.downloadAbout}</span>
      </p>
    </div>
  );
}

/** The verdicts that change, once the objects are judged. */
function Objects({ compared }: { readonly compared: Compared }) {
  const { t, number } = useCompare();
  const now = progress.value;
  if (now) {
    return (
      <div class="survey-progress">
        <progress aria-label={t.progress} {...(now.total ? { value: now.done, max: now.total } : {})} />
        <p>{now.total ? t.judging(number(now.done), number(now.total)) : t.reading}</p>
      </div>
    );
  }
  if (compared.report.verdicts) return <VerdictsView compared={compared} />;
  // What is wrong with a file is said below.
  const waits = openFile.value !== null || state.value.step !== "idle";
  return waits ? null : <p class="empty">{t.noFile}</p>;
}

function Failed() {
  const { t } = useCluster();
  const { t: own } = useCompare();
  const now = failure.value;
  if (!now) return null;
  const cause = now.kind === "load" ? "load" : now.kind === "input" ? "other" : "crash";
  return (
    <div class="notice notice-error" role="alert">
      <h3>{own.failed}</h3>
      <p>{t.failed[cause]}</p>
      <p class="fine">
        {t.failed.detail}: <code lang="en">{now.message}</code>
      </p>
    </div>
  );
}
