// The settings with which today's cluster passes.

import type { Adoption } from "../../engine";
import { openSettingsInJudge } from "../../state";
import { Icon } from "../../ui/icons";
import { Scrollable } from "../../ui/scrollable";
import { compareWith } from "./compare/state";
import { useCompare } from "./compare/texts";
import { CopyButton } from "./copy-button";
import { howMany } from "./listing";
import { save } from "./save";
import { useCluster } from "./texts";

/** The settings, with buttons to download, copy and open them. */
export function AdoptionView({ adopt: { settings, passes, left } }: { readonly adopt: Adoption }) {
  const { t } = useCluster();
  const { t: compare } = useCompare();
  return (
    <section aria-labelledby="adopt-title">
      <h2 id="adopt-title">{t.adopt.title}</h2>
      <p>{t.adopt.about}</p>
      <Scrollable as="pre" class="terminal adopt-settings" lang="en" aria-label={t.adopt.yaml} role="group">
        <code>
          {settings
            .trimEnd()
            .split("\n")
            .map((line, at) => (
              <Line key={at} line={line} />
            ))}
        </code>
      </Scrollable>
      <p class="button-row">
        <button
          type="button"
          class="button button-primary"
          onClick={() => save("settings.yaml", "application/yaml", settings)}
        >
          {t.adopt.download}
        </button>
        <CopyButton text={settings} label={t.adopt.copy} />
        <button type="button" class="button" onClick={() => openSettingsInJudge(settings)}>
          {t.adopt.open}
        </button>
        <button type="button" class="button" onClick={() => compareWith(settings)}>
          {compare.with}
        </button>
      </p>
      {passes ? (
        <p class="passes">
          <Icon name="accepted" /> {t.adopt.passes}
        </p>
      ) : null}
      {left.length ? (
        <details>
          <summary>{t.adopt.leaves(howMany(left))}</summary>
          <ul lang="en">
            {left.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

/** A line of YAML, with its comment in a lighter colour. */
function Line({ line }: { readonly line: string }) {
  const comment = line.search(/(^|\s)#/);
  const end = comment < 0 ? line.length : comment;
  return (
    <>
      {line.slice(0, end)}
      <i>{line.slice(end)}</i>
      {"\n"}
    </>
  );
}
