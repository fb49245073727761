import type { Report } from "../../engine";
import { Scrollable } from "../../ui/scrollable";
import { howMany } from "./listing";
import { useCluster } from "./texts";

/** Notes on what the figures leave out or assume. */
export function Notes({ report: { unreadable, trouble, missingAccounts } }: { readonly report: Report }) {
  const { t } = useCluster();
  return (
    <>
      <Note
        title={t.notes.unreadable(howMany(unreadable))}
        about={t.notes.unreadableAbout}
        items={unreadable}
      />
      <Note title={t.notes.trouble(howMany(trouble))} about={t.notes.troubleAbout} items={trouble} />
      <Note
        title={t.notes.missing(howMany(missingAccounts))}
        about={t.notes.missingAbout}
        items={missingAccounts}
      />
    </>
  );
}

interface NoteProps {
  readonly title: string;
  readonly about: string;
  readonly items: readonly string[];
}

function Note({ title, about, items }: NoteProps) {
  if (!items.length) return null;
  return (
    <details class="notice notice-warning">
      <summary>{title}</summary>
      <p>{about}</p>
      <Scrollable as="ul" lang="en" aria-label={title}>
        {items.map((item, at) => (
          <li key={at}>
            <code>{item}</code>
          </li>
        ))}
      </Scrollable>
    </details>
  );
}
