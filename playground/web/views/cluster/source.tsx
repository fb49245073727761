import { useEffect, useRef, useState } from "preact/hooks";
import { sampleDump } from "./sample";
import { useCluster } from "./texts";

interface Props {
  onOpen(name: string, data: Blob): void;
}

const SAMPLE_OBJECTS = 240;

/** Where the file comes in: dropped, chosen, pasted, or the sample. */
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
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging takes a pointer; the buttons inside do the same */}
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
              // The same file can be chosen again after it was mended.
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

/** Takes what is pasted anywhere in the view, except into a field. */
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
