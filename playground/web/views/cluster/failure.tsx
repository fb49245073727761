import type { Failed } from "./survey";
import { useCluster } from "./texts";

/** Says what is wrong with a file, in the reader's language and with the engine's message. */
export function Failure({ failed: { cause, message } }: { readonly failed: Failed }) {
  const { t } = useCluster();
  return (
    <div class="notice notice-error" role="alert">
      <h2>{t.failed.title}</h2>
      <p>{t.failed[cause]}</p>
      {message ? (
        <p class="fine">
          {t.failed.detail}: <code lang="en">{message}</code>
        </p>
      ) : null}
    </div>
  );
}
