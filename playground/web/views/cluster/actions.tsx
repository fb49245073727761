import type { ActionOutcome } from "../../engine";
import { useCluster } from "./texts";

const OUTCOMES = ["accepted", "warned", "changed", "rejected"] as const;

/** What each value of the setting `action` would do to the objects in the file. */
export function Actions({ actions }: { readonly actions: readonly ActionOutcome[] }) {
  const { t, number } = useCluster();
  return (
    <section aria-labelledby="actions-title">
      <h2 id="actions-title">{t.actions.title}</h2>
      <p>{t.actions.about}</p>
      <ul class="action-cards">
        {actions.map((each) => (
          <li key={each.action}>
            <h3>
              <code>action: {each.action}</code>
            </h3>
            <p>{t.actions[each.action]}</p>
            <div class="proportion" aria-hidden="true">
              {OUTCOMES.map((outcome) => (
                <span key={outcome} data-verdict={outcome} style={{ flexGrow: each[outcome] }} />
              ))}
            </div>
            <dl>
              {OUTCOMES.map((outcome) => (
                <div key={outcome} data-verdict={outcome} data-none={each[outcome] === 0}>
                  <dt>{t.actions.outcomes[outcome]}</dt>
                  <dd>{number(each[outcome])}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
