// The filters of the gallery.

import { useMemo } from "preact/hooks";
import { Segments } from "../../ui/segments";
import type { Entry, Wanted } from "./gallery-filter";
import { search, VERDICTS } from "./gallery-filter";
import { useLearn } from "./texts";

interface Props {
  readonly entries: readonly Entry[];
  readonly wanted: Wanted;
  onChange(wanted: Wanted): void;
}

/** The search, the verdict and, on narrow screens, the topic. */
export function Filters({ entries, wanted, onChange }: Props) {
  const { t } = useLearn();
  const topics = useTopics(entries, wanted);
  return (
    <search class="gallery-filters">
      <label class="field gallery-search">
        <span>{t.gallery.search}</span>
        <input
          type="search"
          value={wanted.text}
          placeholder={t.gallery.placeholder}
          onInput={(event) => onChange({ ...wanted, text: event.currentTarget.value })}
        />
      </label>
      <label class="field gallery-topic">
        <span>{t.gallery.group}</span>
        <select
          value={wanted.group}
          onChange={(event) => onChange({ ...wanted, group: event.currentTarget.value })}
        >
          {topics.map(({ group, title, count }) => (
            <option key={group} value={group}>
              {title} ({count})
            </option>
          ))}
        </select>
      </label>
      <Segments
        legend={t.gallery.verdict}
        value={wanted.verdict}
        options={(["", ...VERDICTS] as const).map((verdict) => [
          verdict,
          <>
            {t.gallery.verdicts[verdict || "all"]}{" "}
            <small>{search(entries, { ...wanted, verdict }).length}</small>
          </>,
        ])}
        onChange={(verdict) => onChange({ ...wanted, verdict })}
      />
    </search>
  );
}

/** The list of topics beside the scenarios, on wide screens. */
export function Topics({ entries, wanted, onChange }: Props) {
  const { t } = useLearn();
  const topics = useTopics(entries, wanted);
  return (
    <fieldset class="gallery-topics">
      <legend class="visually-hidden">{t.gallery.group}</legend>
      {topics.map(({ group, title, count }) => (
        <label key={group} data-none={count === 0}>
          <input
            type="radio"
            name="gallery-topic"
            checked={wanted.group === group}
            onChange={() => onChange({ ...wanted, group })}
          />
          <span>{title}</span> <small>{count}</small>
        </label>
      ))}
    </fieldset>
  );
}

/** Every topic, with the number of its scenarios that match the other filters. */
function useTopics(entries: readonly Entry[], wanted: Wanted) {
  const { t } = useLearn();
  const groups = useMemo(() => ["", ...new Set(entries.map(({ scenario }) => scenario.group))], [entries]);
  return groups.map((group) => ({
    group,
    title: group ? t.groups[group as keyof typeof t.groups].title : t.gallery.all,
    count: search(entries, { ...wanted, group }).length,
  }));
}
