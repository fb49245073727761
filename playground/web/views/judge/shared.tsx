// Opens the share link in the page's address.

import { useEffect, useState } from "preact/hooks";
import { route } from "../../routes";
import { readShared } from "../../share";
import { load } from "../../state";
import { Icon } from "../../ui/icons";
import { useJudge } from "./texts";

// Each link is opened only once, so that returning from another view does not undo what was typed.
let read: string | null = null;

/** Opens the link, and shows a message if it is damaged. */
export function Shared() {
  const t = useJudge();
  const [broken, setBroken] = useState(false);
  const packed = route.value.query.get("s");
  useEffect(() => {
    if (packed === null || packed === read) return;
    read = packed;
    setBroken(false);
    readShared(packed).then(load, () => setBroken(true));
  }, [packed]);
  if (!broken) return null;
  return (
    <div class="notice notice-error notice-closable" role="alert">
      <p>{t.share.broken}</p>
      <button
        type="button"
        class="button button-quiet button-icon"
        aria-label={t.close}
        onClick={() => setBroken(false)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
