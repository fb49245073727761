// Opens the share link in the page's address.

import { useEffect, useState } from "preact/hooks";
import { route } from "../../../routes";
import { BrokenLink } from "../../../ui/share-link";
import { openLink } from "./state";

// Each link is opened only once, so that returning from another view does not undo what was typed.
let read: string | null = null;

/** Opens the link, and shows a message if it is damaged. */
export function SharedSettings() {
  const [broken, setBroken] = useState(false);
  const packed = route.value.query.get("s");
  useEffect(() => {
    if (packed === null || packed === read) return;
    read = packed;
    setBroken(false);
    openLink(packed).catch(() => setBroken(true));
  }, [packed]);
  return broken ? <BrokenLink onClose={() => setBroken(false)} /> : null;
}
