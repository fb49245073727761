import type { Entry } from "./gallery-filter";
import { openScenario } from "./scenarios";
import { useLearn } from "./texts";

/** A scenario in the gallery; clicking it opens it in Judge. */
export function ScenarioCard({ entry: { scenario, verdict } }: { readonly entry: Entry }) {
  const { t, language } = useLearn();
  const { name, note, kind, expect } = scenario;
  const answer = expect.message ?? expect.warnings?.[0];
  return (
    <li>
      <button type="button" class="scenario" onClick={() => openScenario(scenario)}>
        <span class="scenario-note" lang={note[language] === null ? "en" : undefined}>
          {note[language] ?? note.en}
        </span>
        <span class="scenario-facts">
          <span class="badge" data-verdict={verdict}>
            {t.gallery.verdicts[verdict]}
          </span>
          {expect.code ? <span class="tag">{t.gallery.code(expect.code)}</span> : null}
          {kind ? <span class="tag">{kind}</span> : null}
          <code lang="en">{name}</code>
        </span>
        {answer ? (
          <span class="scenario-answer" lang="en">
            {answer}
          </span>
        ) : null}
      </button>
    </li>
  );
}
