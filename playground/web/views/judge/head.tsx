// The head of Judge.

import { shareLink } from "../../share";
import { judgeState } from "../../state";
import { Icon } from "../../ui/icons";
import { useShareLink } from "../../ui/share-link";
import { useJudge } from "./texts";

/** The title, a link to the examples, and a button that makes a share link. */
export function Head() {
  const t = useJudge();
  const { copy, said } = useShareLink(judgeState.value, shareLink);
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
        <button type="button" class="button" onClick={copy}>
          <Icon name="link" />
          {t.share.button}
        </button>
      </div>
      <p class="judge-shared" role="status">
        {said}
      </p>
    </header>
  );
}
