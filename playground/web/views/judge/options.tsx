import type { Question } from "../../engine";
import { judgeState } from "../../state";
import { Segments } from "../../ui/segments";
import { useWide } from "./layout";
import { useJudge } from "./texts";

/** The options for judging; folded on narrow screens. */
export function Options() {
  const t = useJudge();
  const wide = useWide();
  if (wide) {
    return (
      <section class="options" aria-label={t.options.title}>
        <Choices />
      </section>
    );
  }
  const { namespace, seen, server } = judgeState.value;
  return (
    <details class="options-folded card">
      <summary>
        <span>{t.options.title}</span>
        <span class="fine">{[namespace || "default", t.options[seen], t.options[server]].join(" · ")}</span>
      </summary>
      <div class="options">
        <Choices />
      </div>
    </details>
  );
}

function Choices() {
  const { options: t } = useJudge();
  const { namespace, seen, server, absent } = judgeState.value;
  const set = (part: Partial<Question>) => (judgeState.value = { ...judgeState.value, ...part });
  return (
    <>
      <Segments
        legend={t.seen}
        value={seen}
        options={[
          ["written", t.written],
          ["webhook", t.webhook],
        ]}
        onChange={(next) => set({ seen: next })}
      />
      <Segments
        legend={t.server}
        value={server}
        options={[
          ["current", t.current],
          ["legacy", t.legacy],
        ]}
        onChange={(next) => set({ server: next })}
      />
      <Segments
        legend={t.absent}
        value={absent}
        options={[
          ["saysNothing", t.saysNothing],
          ["notFound", t.notFound],
        ]}
        onChange={(next) => set({ absent: next })}
      />
      <label class="field namespace">
        <span>{t.namespace}</span>
        <input
          value={namespace}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          onInput={(event) => set({ namespace: event.currentTarget.value.trim() })}
        />
      </label>
    </>
  );
}
