import { useMemo } from "preact/hooks";
import type { Judged } from "../../engine";
import { compare, count } from "./line-diff";
import { Lines } from "./lines";
import { useJudge } from "./texts";

/** The whole Pod as the webhook sees it, with the lines that the API server added. */
export function Webhook({ object: { webhook, written, trail } }: { readonly object: Judged }) {
  const t = useJudge();
  const lines = useMemo(
    () => (webhook === null ? [] : compare(written ?? webhook, webhook)),
    [written, webhook],
  );
  if (!trail) return null;
  const added = count(lines, "added");
  const isWorkload = trail.podField !== "spec.automountServiceAccountToken";
  return (
    <section>
      <h3 id="webhook-title">{t.webhook.title}</h3>
      {webhook === null ? (
        <p class="fine">{t.webhook.none}</p>
      ) : (
        <>
          <p class="fine">
            {isWorkload ? `${t.webhook.workload} ` : ""}
            {added ? t.webhook.about(added) : t.webhook.unchanged}
          </p>
          <Lines lines={lines} labelledBy="webhook-title" />
        </>
      )}
    </section>
  );
}
