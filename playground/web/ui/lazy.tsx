import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useTexts } from "../i18n";
import { shell } from "../i18n/shell/en";
import { Failed } from "./boundary";

/** Makes a component that is loaded when it is first shown. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const t = useTexts("shell", shell);
    const [failed, setFailed] = useState<string | null>(null);
    const [, setArrived] = useState(false);
    // Read once for this rendering: another instance may finish loading before the effect runs.
    const Component = loaded;
    useEffect(() => {
      if (Component || failed !== null) return;
      load().then(
        (component) => {
          loaded = component;
          setArrived(true);
        },
        (error: unknown) => setFailed(error instanceof Error ? error.message : String(error)),
      );
    }, [failed]);
    if (Component) return <Component {...props} />;
    if (failed !== null) return <Failed kind="load" message={failed} onRetry={() => setFailed(null)} />;
    return <p role="status">{t.loading}</p>;
  };
}
