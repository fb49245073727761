import type { Library } from "./scenarios";
import { openScenario } from "./scenarios";
import { useLearn } from "./texts";

const ORDER = ["decides", "containers", "explicit", "policy", "limits"] as const;

/** Five things to know, each with links to scenarios that show it. */
export function Points({ library }: { readonly library: Library }) {
  const { t } = useLearn();
  const open = (name: string) => {
    const found = library.entries.find(({ scenario }) => scenario.name === name);
    if (found) openScenario(found.scenario);
  };
  return (
    <section class="learn-points" aria-labelledby="learn-points">
      <h2 id="learn-points">{t.points.title}</h2>
      <ol>
        {ORDER.map((point) => {
          const { title, text, links } = t.points[point];
          return (
            <li key={point}>
              <h3>{title}</h3>
              <p>{text}</p>
              <p class="learn-examples">
                <span>{t.points.examples}</span>
                {Object.entries(links).map(([name, label]) => (
                  <button
                    key={name}
                    type="button"
                    class="link"
                    disabled={library.state !== "ready"}
                    onClick={() => open(name)}
                  >
                    {label}
                  </button>
                ))}
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
