// Share links: what a button makes, and what the page's address has.

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { numbers, useTexts } from "../i18n";
import { judge } from "../i18n/judge/en";
import { route } from "../routes";
import { LONG_LINK } from "../share";
import { Icon } from "./icons";

interface Link {
  readonly address: string;
  /** Whether it has been copied to the clipboard. */
  readonly copied: boolean;
}

/** A function that makes and copies a link to `state`, and what to show when it has. */
export function useShareLink<S>(
  state: S,
  make: (state: S) => Promise<string>,
): { copy(): void; said: ComponentChildren } {
  const [link, setLink] = useState<Link | null>(null);
  // Any change makes the link outdated.
  useEffect(() => setLink(null), [state]);
  const copy = async () => {
    const address = await make(state);
    const copied = await navigator.clipboard.writeText(address).then(
      () => true,
      () => false,
    );
    setLink({ address, copied });
  };
  return { copy: () => void copy(), said: link ? <Said link={link} /> : null };
}

function Said({ link: { address, copied } }: { readonly link: Link }) {
  const { share } = useTexts("judge", judge);
  const length = numbers.value.format(address.length);
  if (copied) return <>{address.length > LONG_LINK ? share.long(length) : share.copied(length)}</>;
  return (
    <label class="field">
      <span>{share.byHand}</span>
      <input
        readOnly
        value={address}
        aria-label={share.link}
        onFocus={(event) => event.currentTarget.select()}
      />
    </label>
  );
}

/** A component that opens the share link in the page's address, and shows a message if it is damaged. */
export function sharedLink(open: (packed: string) => Promise<void>): () => VNode | null {
  // Each link is opened only once, so that returning from another view does not undo what was typed.
  let read: string | null = null;
  return function Shared() {
    const [broken, setBroken] = useState(false);
    const packed = route.value.query.get("s");
    useEffect(() => {
      if (packed === null || packed === read) return;
      read = packed;
      setBroken(false);
      open(packed).catch(() => setBroken(true));
    }, [packed]);
    return broken ? <BrokenLink onClose={() => setBroken(false)} /> : null;
  };
}

/** Says that a link could not be opened. */
function BrokenLink({ onClose }: { onClose(): void }) {
  const t = useTexts("judge", judge);
  return (
    <div class="notice notice-error notice-closable" role="alert">
      <p>{t.share.broken}</p>
      <button type="button" class="button button-quiet button-icon" aria-label={t.close} onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}
