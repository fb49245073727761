import { Scrollable } from "../../ui/scrollable";
import { CopyButton } from "./copy-button";
import { useCluster } from "./texts";

const KINDS =
  "pods,deployments,replicasets,statefulsets,daemonsets,replicationcontrollers,podtemplates,jobs,cronjobs,serviceaccounts,rolebindings,clusterrolebindings";
const COMMAND = `kubectl get ${KINDS} -A -o json > cluster.json`;

/** The command that writes the file. */
export function Command() {
  const { t } = useCluster();
  return (
    <section class="cluster-step" aria-labelledby="cluster-command">
      <h2 id="cluster-command" data-step="1">
        {t.steps.command}
      </h2>
      <Scrollable as="pre" class="terminal" lang="en" aria-labelledby="cluster-command" role="group">
        <code>{COMMAND.split(",").map((part, at) => (at ? [",", <wbr />, part] : part))}</code>
      </Scrollable>
      <p class="cluster-step-foot">
        <CopyButton text={COMMAND} label={t.steps.copy} />
        <span>{t.steps.commandAbout}</span>
      </p>
    </section>
  );
}
