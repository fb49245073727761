import { ASKED } from "./rows";
import { useCluster } from "./texts";

/** The legend of the chart: a colour for each answer to who asked. */
export function Legend() {
  const { t } = useCluster();
  return (
    <ul class="legend">
      {ASKED.map((who) => (
        <li key={who}>
          <span class="swatch" data-asked={who} aria-hidden="true" /> {t.asked[who]}
        </li>
      ))}
    </ul>
  );
}
