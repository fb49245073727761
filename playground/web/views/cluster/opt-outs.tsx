import type { OptOut } from "../../engine";
import type { Found } from "../../engine/usage-types";
import { Scrollable } from "../../ui/scrollable";
import { CopyButton } from "./copy-button";
import { save } from "./save";
import { useCluster } from "./texts";
import { whyOf } from "./usage/groups";
import { useUsage, whyText } from "./usage/texts";

const FILE = "opt-out.yaml";
const COMMAND = `kubectl apply --server-side -f ${FILE}`;
const SHOWN = 100;

interface Props {
  readonly plan: readonly OptOut[];
  /** What audit logs add; null without them. */
  readonly found: Found | null;
}

/** The workloads that can opt out today, with patches that do so. */
export function OptOuts({ plan, found }: Props) {
  const { t, number } = useCluster();
  const { t: usage } = useUsage();
  const withLogs = found !== null;
  if (!plan.length) return null;
  const patches = plan.flatMap(({ patch }) => patch ?? []);
  return (
    <section aria-labelledby="plan-title">
      <h2 id="plan-title">{(withLogs ? usage.plan : t.plan).title(plan.length)}</h2>
      <p>{(withLogs ? usage.plan : t.plan).about}</p>
      {patches.length ? (
        <>
          <p class="button-row">
            <button
              type="button"
              class="button button-primary"
              onClick={() => save(FILE, "application/yaml", patches.join("---\n"))}
            >
              {t.plan.download}
            </button>
            <CopyButton text={COMMAND} label={t.plan.copy} />
            <code lang="en">{COMMAND}</code>
          </p>
          <p class="fine">{t.plan.apply}</p>
        </>
      ) : null}
      <details>
        <summary>{t.plan.list}</summary>
        <Scrollable as="section" class="table-scroll plan-list" aria-label={t.plan.list}>
          <table class="data">
            <thead>
              <tr>
                <th scope="col">{t.plan.workload}</th>
                <th scope="col">{t.table.columns.account}</th>
                <th scope="col">{t.plan.how}</th>
                {withLogs ? <th scope="col">{usage.plan.why}</th> : null}
              </tr>
            </thead>
            <tbody>
              {plan.slice(0, SHOWN).map(({ kind, namespace, name, account, patch, advice, reason }) => (
                <tr key={`${kind} ${namespace}/${name}`}>
                  <th scope="row">
                    {kind} {namespace}/{name}
                  </th>
                  <td>{account}</td>
                  <td>{patch === null ? <span lang="en">{advice}</span> : t.plan.patched}</td>
                  {found ? (
                    <td>
                      {reason === undefined ? "—" : <Reason of={{ kind, namespace, name }} found={found} />}
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
        {plan.length > SHOWN ? <p class="fine">{t.plan.more(number(plan.length - SHOWN))}</p> : null}
      </details>
    </section>
  );
}

interface ReasonProps {
  readonly of: Pick<OptOut, "kind" | "namespace" | "name">;
  readonly found: Found;
}

/** Why the logs say that a workload can opt out. */
function Reason({ of, found }: ReasonProps) {
  const own = useUsage();
  const { plan } = own.t;
  const { minutes } = found;
  const why = whyOf(found, of);
  const base = minutes === null ? plan.reasonNoTime : plan.reason(own.words.length(minutes));
  return <>{why ? `${base}: ${whyText(why, own)}` : base}</>;
}
