import { useEffect, useState } from "preact/hooks";
import { useCluster } from "./texts";

/** A button that copies a text and reports whether that worked. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useCluster();
  const [copied, setCopied] = useState<string | null>(null);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(null), 3000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <button
        type="button"
        class="button"
        onClick={() => void copy(text).then((done) => setCopied(done ? t.steps.copied : t.steps.notCopied))}
      >
        {label}
      </button>
      <span role="status" class="copied">
        {copied}
      </span>
    </>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The browser may forbid copying.
    return false;
  }
}
