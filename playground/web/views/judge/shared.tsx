// Opens the share link in the page's address.

import { useEffect, useState } from "preact/hooks";
import { route } from "../../routes";
import { readShared } from "../../share";
import { load } from "../../state";
import { BrokenLink } from "../../ui/share-link";

// Each link is opened only once, so that returning from another view does not undo what was typed.
let read: string | null = null;

/** Opens the link, and shows a message if it is damaged. */
export function Shared() {
  const [broken, setBroken] = useState(false);
  const packed = route.value.query.get("s");
  useEffect(() => {
    if (packed === null || packed === read) return;
    read = packed;
    setBroken(false);
    readShared(packed).then(load, () => setBroken(true));
  }, [packed]);
  return broken ? <BrokenLink onClose={() => setBroken(false)} /> : null;
}
