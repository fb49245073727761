// Everything about one object's verdict.

import type { Judged } from "../../engine";
import { judgeState } from "../../state";
import { Icon } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { Scrollable } from "../../ui/scrollable";
import { AdviceList } from "./advice";
import { Containers } from "./containers";
import { Explanation } from "./explanation";
import { useJudge } from "./texts";
import { TrailView } from "./trail";
import { nameOf, verdictOf } from "./verdict";

// Loaded later, because most verdicts need no comparison of lines.
const Diff = lazy(async () => (await import("./diff")).Diff);
const Webhook = lazy(async () => (await import("./webhook")).Webhook);

interface Props {
  readonly object: Judged;
  /** Whether the texts have changed since, so that the advice no longer fits. */
  readonly isStale: boolean;
}

/** The verdict, from what kubectl prints to what each container can read. */
export function Detail({ object, isStale }: Props) {
  const t = useJudge();
  const verdict = verdictOf(object);
  const { trail, change, advice } = object;
  return (
    <article class="detail card" data-verdict={verdict} aria-labelledby="detail-name">
      <header class="detail-head">
        <span class="detail-icon">
          <Icon name={verdict} />
        </span>
        <div>
          <h2 id="detail-name" tabIndex={-1}>
            <span class="detail-verdict">{t.verdicts.names[verdict]}</span> <span>{nameOf(object)}</span>
          </h2>
          <p class="fine">
            {[
              object.namespace ? t.verdicts.namespace(object.namespace) : null,
              object.code ? t.verdicts.code(object.code) : null,
              t.verdicts.line(object.line),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
      </header>
      <section>
        <h3 id="detail-kubectl">{t.verdicts.kubectl}</h3>
        <Scrollable as="pre" class="terminal" lang="en" role="group" aria-labelledby="detail-kubectl">
          {object.accepted === null ? object.reason : object.kubectl}
        </Scrollable>
        {object.accepted === false ? (
          <p class="fine">
            {t.verdicts.webhook} <code>clusterwide-service-account-token.kubewarden.admission</code>
          </p>
        ) : null}
      </section>
      <Explanation object={object} />
      {advice.length && !isStale ? <AdviceList advice={advice} /> : null}
      {trail && object.code !== 400 ? (
        <>
          {object.code === 500 ? null : <TrailView trail={trail} isTaken={verdict === "changed"} />}
          <Containers trail={trail} isTaken={verdict === "changed"} />
        </>
      ) : null}
      {change ? <Diff {...change} /> : null}
      {judgeState.value.seen === "webhook" ? <Webhook object={object} /> : null}
    </article>
  );
}
