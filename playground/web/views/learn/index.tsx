import "./gallery.css";
import "./learn.css";
import "./truth.css";
import { Gallery } from "./gallery";
import { Points } from "./points";
import { useScenarios } from "./scenarios";
import { useLearn } from "./texts";
import { TruthTable } from "./truth-table";

/** The view Learn: the truth table, five things to know, and the scenarios. */
export function LearnView() {
  const { t } = useLearn();
  const library = useScenarios();
  return (
    <div class="learn">
      <header class="view-head">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </header>
      <TruthTable />
      <Points library={library} />
      <Gallery library={library} />
    </div>
  );
}
