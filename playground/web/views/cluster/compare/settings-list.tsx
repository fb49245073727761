import type { Compared, Relation } from "../../../engine/compare-types";
import { FieldPath } from "../../../ui/field-path";
import { useCompare } from "./texts";

const TONES = {
  equal: "unjudged",
  stricter: "accepted",
  looser: "rejected",
  unproved: "warned",
} as const satisfies Record<Relation, string>;

/** The settings that differ, and the names of those that do not. */
export function SettingsList({ compared: { report, settings } }: { readonly compared: Compared }) {
  const { t, number } = useCompare();
  const lines = report.settings.flatMap((line, at) => {
    const shown = settings[at];
    return shown ? [{ ...line, shown }] : [];
  });
  const isSame = ({ relation, shown }: (typeof lines)[number]) => !shown.differs && relation === "equal";
  const [different, same] = [lines.filter((line) => !isSame(line)), lines.filter(isSame)];
  return (
    <section aria-labelledby="compare-settings">
      <h3 id="compare-settings">{t.settings.title}</h3>
      {different.length ? (
        <ul class="compare-settings">
          {different.map(({ setting, relation, why, shown }) => (
            <li key={setting}>
              <p class="compare-setting">
                <code>
                  <FieldPath path={setting} />
                </code>{" "}
                <span class="badge" data-verdict={TONES[relation]}>
                  {t.settings.relations[relation]}
                </span>
              </p>
              <Value name="OLD" text={shown.old} />
              <Value name="NEW" text={shown.new} />
              {why === null ? null : (
                <p class="compare-why" lang="en">
                  {why}
                </p>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p>{t.settings.none}</p>
      )}
      {same.length && different.length ? (
        <details>
          <summary>{t.settings.same(number(same.length))}</summary>
          <ul class="compare-same">
            {same.map(({ setting, shown }) => (
              <li key={setting}>
                <code>
                  <FieldPath path={setting} />: {shown.old}
                </code>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function Value({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <p class="compare-value">
      <span>{name}</span> <code>{text}</code>
    </p>
  );
}
