// The head of Judge.

import { useEffect, useState } from "preact/hooks";
import { numbers } from "../../i18n";
import { LONG_LINK, shareLink } from "../../share";
import { judgeState } from "../../state";
import { Icon } from "../../ui/icons";
import { useJudge } from "./texts";

interface Link {
  readonly address: string;
  /** Whether it has been copied to the clipboard. */
  readonly copied: boolean;
}

/** The title, a link to the examples, and a button that makes a share link. */
export function Head() {
  const t = useJudge();
  const [link, setLink] = useState<Link | null>(null);
  // Any change makes the link outdated.
  const state = judgeState.value;
  useEffect(() => setLink(null), [state]);
  const share = async () => {
    const address = await shareLink(judgeState.value);
    const copied = await navigator.clipboard.writeText(address).then(
      () => true,
      () => false,
    );
    setLink({ address, copied });
  };
  return (
    <header class="judge-head">
      <div class="judge-title">
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
      </div>
      <div class="button-row">
        <a class="button" href="#/learn">
          <Icon name="examples" />
          {t.examples}
        </a>
        <button type="button" class="button" onClick={() => void share()}>
          <Icon name="link" />
          {t.share.button}
        </button>
      </div>
      <p class="judge-shared" role="status">
        {link ? <Said link={link} /> : null}
      </p>
    </header>
  );
}

function Said({ link: { address, copied } }: { readonly link: Link }) {
  const t = useJudge();
  const length = numbers.value.format(address.length);
  if (copied) return address.length > LONG_LINK ? t.share.long(length) : t.share.copied(length);
  return (
    <label class="field">
      <span>{t.share.byHand}</span>
      <input
        readOnly
        value={address}
        aria-label={t.share.link}
        onFocus={(event) => event.currentTarget.select()}
      />
    </label>
  );
}
