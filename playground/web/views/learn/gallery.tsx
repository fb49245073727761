// The gallery of scenarios.

import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Filters, Topics } from "./gallery-controls";
import type { Entry, Wanted } from "./gallery-filter";
import { ALL, search } from "./gallery-filter";
import { ScenarioCard } from "./scenario-card";
import type { Library } from "./scenarios";
import { useLearn } from "./texts";

// Outlives the view, so that readers who return from Judge find the gallery as they left it.
const choice = signal<Wanted>(ALL);

/** All scenarios, with filters; each opens in Judge. */
export function Gallery({ library }: { readonly library: Library }) {
  const { t } = useLearn();
  const wanted = choice.value;
  const setWanted = (next: Wanted) => (choice.value = next);
  const { entries } = library;
  const found = useMemo(() => search(entries, wanted), [entries, wanted]);
  return (
    <section class="gallery" aria-labelledby="gallery-title">
      <h2 id="gallery-title">{t.gallery.title}</h2>
      {library.state === "failed" ? (
        <p class="notice notice-error" role="alert">
          {t.gallery.failed}{" "}
          <button type="button" class="button" onClick={library.retry}>
            {t.gallery.retry}
          </button>
        </p>
      ) : library.state === "loading" ? (
        <p role="status">{t.gallery.loading}</p>
      ) : (
        <>
          <p>{t.gallery.lead(entries.length)}</p>
          <Filters entries={entries} wanted={wanted} onChange={setWanted} />
          <p class="gallery-count" role="status">
            {t.gallery.count(found.length, entries.length)}
          </p>
          <div class="gallery-body">
            <Topics entries={entries} wanted={wanted} onChange={setWanted} />
            {found.length ? (
              <Groups found={found} />
            ) : (
              <p class="empty">
                {t.gallery.none}{" "}
                <button type="button" class="button" onClick={() => setWanted(ALL)}>
                  {t.gallery.reset}
                </button>
              </p>
            )}
          </div>
        </>
      )}
    </section>
  );
}

function Groups({ found }: { readonly found: readonly Entry[] }) {
  const { t } = useLearn();
  const groups = new Map<string, Entry[]>();
  for (const each of found) {
    const group = groups.get(each.scenario.group) ?? [];
    group.push(each);
    groups.set(each.scenario.group, group);
  }
  return (
    <div class="gallery-groups">
      {[...groups].map(([group, entries]) => {
        const { title, about } = t.groups[group as keyof typeof t.groups];
        return (
          <section key={group} class="gallery-group" aria-labelledby={`group-${group}`}>
            <h3 id={`group-${group}`}>{title}</h3>
            <p>{about}</p>
            <ul>
              {entries.map((each) => (
                <ScenarioCard key={each.scenario.name} entry={each} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
