// Compares two settings: each with the other, and the verdicts under both. It is loaded when it is first opened.

import { useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import "../../../editor/pane.css";
import "./compare.css";
import { openSettingsInJudge } from "../../../state";
import { Icon } from "../../../ui/icons";
import { useShareLink } from "../../../ui/share-link";
import { useJudge } from "../../judge/texts";
import { BOTH, speak, takeOver, underline } from "./desk";
import { Pane } from "./pane";
import { Result } from "./result";
import { answer, follow } from "./run";
import { pair, pairLink, put, replaced } from "./state";
import { useCompare } from "./texts";

/** The two editors, and what there is to say. */
export function CompareView() {
  const { t } = useCompare();
  const judge = useJudge();
  const { copy, said } = useShareLink(pair.value, pairLink);
  useEffect(follow, []);
  useSignalEffect(() => {
    if (replaced.value) takeOver();
  });
  useSignalEffect(speak);
  useSignalEffect(() => underline(answer.value?.problems ?? []));
  return (
    <section class="compare" aria-labelledby="compare-title">
      <h2 id="compare-title">{t.title}</h2>
      <p class="compare-about">{t.about}</p>
      <div class="compare-desk">
        {BOTH.map((which) => (
          <Pane key={which} which={which} />
        ))}
      </div>
      <p class="fine">{t.keys}</p>
      <p class="button-row">
        <button
          type="button"
          class="button"
          onClick={() => put({ old: pair.value.new, new: pair.value.old })}
        >
          {t.swap}
        </button>
        <button type="button" class="button" onClick={() => openSettingsInJudge(pair.value.new)}>
          {t.openInJudge}
        </button>
        <button type="button" class="button" title={t.shareAbout} onClick={copy}>
          <Icon name="link" />
          {judge.share.button}
        </button>
        <span class="compare-shared" role="status">
          {said}
        </span>
      </p>
      <Result />
    </section>
  );
}
