import { useEffect } from "preact/hooks";
import "./cluster.css";
import "./outcome.css";
import "./report.css";
import { lazy } from "../../ui/lazy";
import { Command } from "./command";
import { SharedSettings } from "./compare/shared";
import { isOpen } from "./compare/state";
import { Failure } from "./failure";
import { LogsStep } from "./logs-step";
import { Progress } from "./progress";
import { ReportView } from "./report";
import { SettingsChoice } from "./settings-choice";
import { Source } from "./source";
import { cancel, open, refresh, state } from "./survey";
import { useCluster } from "./texts";

/** The two settings that are compared. */
const CompareView = lazy(async () => (await import("./compare")).CompareView);

/** The view My cluster: judges the output of one kubectl command inside the page. */
export function ClusterView() {
  const { t } = useCluster();
  const now = state.value;
  useEffect(refresh, []);
  return (
    <div class="cluster">
      <header class="view-head">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </header>
      <div class="cluster-start">
        <Command />
        <Source onOpen={open} />
      </div>
      <LogsStep />
      <SettingsChoice />
      <SharedSettings />
      {isOpen.value ? <CompareView /> : null}
      {now.step === "running" ? <Progress running={now} onCancel={cancel} /> : null}
      {now.step === "failed" ? <Failure failed={now} /> : null}
      {now.step === "done" ? <ReportView key={now.turn} done={now} /> : null}
    </div>
  );
}
