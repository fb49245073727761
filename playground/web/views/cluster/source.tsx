// Where the reader opens a file.

import { useEffect, useRef, useState } from "preact/hooks";
import { sampleDump } from "./sample";
import { useCluster } from "./texts";

interface Props {
  onOpen(name: string, data: Blob): void;
}

const SAMPLE_OBJECTS = 240;

/** Takes a file that is dropped, chosen or pasted, or the sample. */
export function Source({ onOpen }: Props) {
  const { t } = useCluster();
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  usePaste((text) => onOpen(t.steps.pasted, new Blob([text])));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file) onOpen(file.name, file);
  };
  return (
    <section class="cluster-step" aria-labelledby="cluster-file">
      <h2 id="cluster-file" data-step="2">
        {t.steps.file}
      </h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping needs a pointer; the buttons inside open a file without one */}
      <div
        class="drop"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p class="drop-title">{t.steps.drop}</p>
        <p>{t.steps.dropAbout}</p>
        <p class="button-row">
          <input
            ref={chooser}
            hidden
            type="file"
            accept=".json,application/json"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              // Lets the reader choose the same file again after fixing it.
              event.currentTarget.value = "";
              if (file) onOpen(file.name, file);
            }}
          />
          <button type="button" class="button button-primary" onClick={() => chooser.current?.click()}>
            {t.steps.choose}
          </button>
          <button
            type="button"
            class="button"
            onClick={() => onOpen(t.steps.sampleName, new Blob([sampleDump(SAMPLE_OBJECTS)]))}
          >
            {t.steps.sample}
          </button>
        </p>
      </div>
    </section>
  );
}

/** Takes text or a file that is pasted anywhere, except into a field. */
function usePaste(take: (text: string) => void): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (event.target instanceof Element && event.target.closest("input, textarea, select")) return;
      const file = event.clipboardData?.files[0];
      const text = event.clipboardData?.getData("text/plain");
      if (file) void file.text().then((found) => latest.current(found));
      else if (text?.trim()) latest.current(text);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, []);
}
