import { useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { opened } from "../../state";
import { speak, takeOver, underline } from "./desk";
import { Desk } from "./desk-view";
import { Head } from "./head";
import { Day, Lookups } from "./lookups";
import { Options } from "./options";
import { Shared } from "./shared";
import { follow, outcome } from "./store";
import { useJudge } from "./texts";
import { Verdicts } from "./verdicts";
import "./judge.css";
import "../../editor/pane.css";
import "./desk.css";
import "./verdicts.css";
import "./trail.css";

/** The view Judge: three editors, and the verdicts on their texts with every keystroke. */
export function JudgeView() {
  const t = useJudge();
  useEffect(follow, []);
  useSignalEffect(() => {
    if (opened.value) takeOver();
  });
  useSignalEffect(speak);
  useSignalEffect(() => underline(outcome.value?.answer.problems ?? []));
  return (
    <div class="judge">
      <Head />
      <Shared />
      <Options />
      <Lookups />
      <Day />
      <div class="judge-body">
        <section class="desk" aria-label={t.editors.region}>
          <Desk />
        </section>
        <section class="verdicts" aria-label={t.verdicts.region}>
          <Verdicts />
        </section>
      </div>
    </div>
  );
}
