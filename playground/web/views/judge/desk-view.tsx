import { useRef } from "preact/hooks";
import { EditorPlace } from "../../editor/place";
import { ProblemList } from "../../editor/problem-list";
import type { Editor, Problem } from "../../engine";
import { desk, EDITORS } from "./desk";
import { useWide } from "./layout";
import { front, outcome } from "./store";
import { useJudge } from "./texts";

const NONE: readonly Problem[] = [];

/** The editors: all visible on wide screens, otherwise as tabs. */
export function Desk() {
  const t = useJudge();
  const wide = useWide();
  const problems = outcome.value?.answer.problems ?? NONE;
  return (
    <>
      {wide ? null : <Tabs problems={problems} />}
      {EDITORS.map((editor) => (
        <Pane
          key={editor}
          editor={editor}
          wide={wide}
          problems={problems.filter((problem) => problem.editor === editor)}
        />
      ))}
      <p class="fine desk-hint">{t.editors.tab}</p>
    </>
  );
}

function Tabs({ problems }: { readonly problems: readonly Problem[] }) {
  const t = useJudge();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const at = EDITORS.indexOf(front.value);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: EDITORS.length - 1 }[event.key];
    const next = to === undefined ? undefined : EDITORS[(to + EDITORS.length) % EDITORS.length];
    if (!next) return;
    event.preventDefault();
    front.value = next;
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={t.editors.region} ref={list} onKeyDown={move}>
      {EDITORS.map((editor) => {
        const current = front.value === editor;
        return (
          <button
            key={editor}
            type="button"
            role="tab"
            id={`tab-${editor}`}
            aria-selected={current}
            aria-controls={`pane-${editor}`}
            tabIndex={current ? 0 : -1}
            onClick={() => (front.value = editor)}
          >
            {t.editors.names[editor]}
            <Count problems={problems.filter((problem) => problem.editor === editor)} />
          </button>
        );
      })}
    </div>
  );
}

interface PaneProps {
  readonly editor: Editor;
  readonly wide: boolean;
  readonly problems: readonly Problem[];
}

function Pane({ editor, wide, problems }: PaneProps) {
  const t = useJudge();
  const role = wide
    ? { "aria-labelledby": `name-${editor}` }
    : { role: "tabpanel" as const, "aria-labelledby": `tab-${editor}` };
  return (
    <section
      id={`pane-${editor}`}
      class="pane"
      data-editor={editor}
      hidden={!wide && front.value !== editor}
      {...role}
    >
      {wide ? (
        <div class="pane-head">
          <h2 id={`name-${editor}`}>{t.editors.names[editor]}</h2>
          <span>{t.editors.about[editor]}</span>
          <Count problems={problems} />
        </div>
      ) : null}
      <EditorPlace editor={desk[editor]} />
      <ProblemList
        editor={desk[editor]}
        problems={problems}
        title={({ kind }) => t.editors.kinds[kind]}
        words={t.editors}
      />
    </section>
  );
}

function Count({ problems }: { readonly problems: readonly Problem[] }) {
  const t = useJudge();
  if (!problems.length) return null;
  const worst = problems.some(({ severity }) => severity === "error") ? "rejected" : "warned";
  return (
    <span class="badge" data-verdict={worst}>
      {t.editors.problems(problems.length)}
    </span>
  );
}
