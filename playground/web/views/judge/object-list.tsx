// The list of all objects with their verdicts.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Answer, Judged } from "../../engine";
import { Icon } from "../../ui/icons";
import { show } from "./desk";
import { selected } from "./store";
import { useJudge } from "./texts";
import type { Verdict } from "./verdict";
import { nameOf, tally, VERDICTS, verdictOf } from "./verdict";

/** How many rows to add when the end of the list scrolls into view. */
const STEP = 60;

/** The list, with a filter by verdict; clicking an object shows its details. */
export function ObjectList({ answer }: { readonly answer: Answer }) {
  const t = useJudge();
  const [only, setOnly] = useState<Verdict | null>(null);
  const counts = tally(answer);
  const filter = only !== null && counts.has(only) ? only : null;
  const rows = useMemo(
    () =>
      answer.objects
        .map((object, index) => ({ object, index }))
        .filter(({ object }) => !filter || verdictOf(object) === filter),
    [answer, filter],
  );
  return (
    <section class="objects card" aria-label={t.verdicts.list}>
      <fieldset class="objects-head" aria-label={t.verdicts.show}>
        <button type="button" class="chip" aria-pressed={filter === null} onClick={() => setOnly(null)}>
          {t.verdicts.objects(answer.objects.length)}
        </button>
        {VERDICTS.filter((verdict) => counts.has(verdict)).map((verdict) => (
          <button
            key={verdict}
            type="button"
            class="chip"
            data-verdict={verdict}
            aria-pressed={filter === verdict}
            onClick={() => setOnly(filter === verdict ? null : verdict)}
          >
            <b>{counts.get(verdict)}</b> {t.verdicts.short[verdict]}
          </button>
        ))}
      </fieldset>
      <Rows rows={rows} />
    </section>
  );
}

interface Entry {
  readonly object: Judged;
  readonly index: number;
}

function Rows({ rows }: { readonly rows: readonly Entry[] }) {
  const t = useJudge();
  const [shown, setShown] = useState(STEP);
  const end = useRef<HTMLLIElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const current = selected.value;
  const place = rows.findIndex(({ index }) => index === current);
  const count = Math.max(shown, place + STEP / 2);
  const more = rows.length > count;
  useEffect(() => {
    if (!end.current) return;
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) setShown(count + STEP);
      },
      { root: list.current },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [more, count]);
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>('[aria-current="true"]');
    if (row && list.current) reveal(list.current, row);
  }, [place]);
  return (
    <ul class="objects-list" ref={list}>
      {rows.slice(0, count).map(({ object, index }) => {
        const verdict = verdictOf(object);
        return (
          <li key={index}>
            <button
              type="button"
              class="object"
              data-verdict={verdict}
              aria-current={index === current ? "true" : undefined}
              onClick={() => show(index, object)}
            >
              <Icon name={verdict} />
              <span class="object-name">{nameOf(object)}</span>
              <span class="object-place">
                {object.namespace ? `${object.namespace} · ` : ""}
                {t.verdicts.line(object.line)}
              </span>
              <span class="object-verdict">{t.verdicts.short[verdict]}</span>
            </button>
          </li>
        );
      })}
      {more ? (
        <li ref={end} class="objects-more">
          …
        </li>
      ) : null}
    </ul>
  );
}

/** Scrolls the row into view within the list, without scrolling the page. */
function reveal(list: HTMLElement, row: HTMLElement): void {
  const top = row.offsetTop;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + row.offsetHeight > list.scrollTop + list.clientHeight)
    list.scrollTop = top + row.offsetHeight - list.clientHeight;
}
