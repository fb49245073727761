// The decision trail: how Kubernetes decides whether to mount a token.

import type { ComponentChildren } from "preact";
import type { Trail } from "../../engine";
import { FieldPath } from "../../ui/field-path";
import { Icon } from "../../ui/icons";
import { useJudge } from "./texts";

type Standing = "decides" | "silent" | "skipped";

interface Props {
  readonly trail: Trail;
  /** Whether the policy removes the token that Kubernetes mounts. */
  readonly isTaken: boolean;
}

/** What the Pod, its service account and Kubernetes say, and which of them decides. */
export function TrailView({ trail, isTaken }: Props) {
  const t = useJudge();
  const { decidedBy, automount, pod, serviceAccount } = trail;
  return (
    <section>
      <h3>{t.trail.title}</h3>
      <p class="fine">{decidedBy === "mirror" ? t.trail.mirrorAbout : t.trail.about}</p>
      <ol class="trail">
        {decidedBy === "mirror" ? (
          <Step standing="decides" who={t.trail.mirror} field="kubernetes.io/config.mirror" value="" />
        ) : (
          <>
            <Step
              standing={decidedBy === "pod" ? "decides" : "silent"}
              who={t.trail.pod}
              field={trail.podField}
              value={says(pod)}
            />
            <Step
              standing={
                decidedBy === "pod" ? "skipped" : decidedBy === "serviceAccount" ? "decides" : "silent"
              }
              who={`${t.trail.account} ${trail.account}`}
              field={trail.accountField}
              value={decidedBy === "pod" ? null : says(serviceAccount)}
              note={trail.accountExists ? null : t.trail.missing}
            />
            <Step
              standing={decidedBy === "default" ? "decides" : "skipped"}
              who={t.trail.kubernetes}
              field={t.trail.byDefault}
              value={decidedBy === "default" ? "true" : null}
            />
          </>
        )}
      </ol>
      <p class="trail-outcome" data-mounted={automount}>
        <Icon name={automount ? "key" : "noKey"} />
        {automount ? (isTaken ? t.trail.taken : t.trail.mounted) : t.trail.notMounted}
      </p>
    </section>
  );
}

interface StepProps {
  readonly standing: Standing;
  readonly who: string;
  readonly field: string;
  /** The empty string if the field is unset; null if the field is not read. */
  readonly value: string | null;
  readonly note?: ComponentChildren;
}

function Step({ standing, who, field, value, note }: StepProps) {
  const t = useJudge();
  return (
    <li class="trail-step" data-standing={standing}>
      <span class="trail-who">{who}</span>
      <code class="trail-field">
        <FieldPath path={field} />
      </code>
      <span class="trail-value">
        {value === null ? null : value === "" ? <i>{t.trail.unset}</i> : <code>{value}</code>}
        <span class="trail-standing">{t.trail[standing]}</span>
      </span>
      {note ? <span class="trail-note">{note}</span> : null}
    </li>
  );
}

function says(value: boolean | null): string {
  return value === null ? "" : String(value);
}
