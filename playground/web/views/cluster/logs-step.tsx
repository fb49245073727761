// Where the reader adds audit logs.

import { useRef, useState } from "preact/hooks";
import { chosenOf, dropped } from "./dropped";
import type { Chosen } from "./logs";
import { addLogs, logs } from "./logs";
import { LogsStatus } from "./logs-status";
import { open } from "./survey";
import { useCluster } from "./texts";
import { useUsage } from "./usage/texts";

/** Takes audit logs that are dropped or chosen: files and folders; or the sample. */
export function LogsStep() {
  const { t } = useUsage();
  const { t: cluster } = useCluster();
  const [over, setOver] = useState(false);
  const sample = async () => {
    const { sampleCluster, sampleLog } = await import("./usage/sample");
    const dump = sampleCluster();
    open(cluster.steps.sampleName, new Blob([dump]));
    const name = t.step.sampleName;
    addLogs([{ name, file: new File([sampleLog(dump)], name) }]);
  };
  return (
    <section class="cluster-step cluster-logs" aria-labelledby="cluster-logs">
      <h2 id="cluster-logs" data-step="3">
        {t.step.title}
      </h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping needs a pointer; the buttons inside open files without one */}
      <div
        class="drop"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (event.dataTransfer) void dropped(event.dataTransfer).then(addLogs);
        }}
      >
        <p class="drop-title">{t.step.drop}</p>
        <p>{t.step.about}</p>
        <p class="button-row">
          <Chooser label={t.step.choose} onChoose={addLogs} />
          {"webkitdirectory" in HTMLInputElement.prototype ? (
            <Chooser label={t.step.folder} folder onChoose={addLogs} />
          ) : null}
          <button type="button" class="button" onClick={() => void sample()}>
            {t.step.sample}
          </button>
        </p>
      </div>
      <LogsStatus logs={logs.value} />
    </section>
  );
}

interface ChooserProps {
  readonly label: string;
  readonly folder?: boolean;
  onChoose(chosen: readonly Chosen[]): void;
}

function Chooser({ label, folder = false, onChoose }: ChooserProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        hidden
        type="file"
        class={folder ? "logs-folder" : "logs-files"}
        multiple
        {...(folder ? { webkitdirectory: true } : {})}
        onChange={(event) => {
          const chosen = chosenOf(event.currentTarget.files ?? new DataTransfer().files);
          event.currentTarget.value = "";
          onChoose(chosen);
        }}
      />
      <button type="button" class="button" onClick={() => input.current?.click()}>
        {label}
      </button>
    </>
  );
}
