// What each container can read.

import type { Trail, TrailContainer, TrailToken } from "../../engine";
import { Icon } from "../../ui/icons";
import { useJudge } from "./texts";

interface Props {
  readonly trail: Trail;
  /** Whether the policy removes these tokens. */
  readonly isTaken: boolean;
}

/** The tokens that each container can read, and where they are mounted. */
export function Containers({ trail, isTaken }: Props) {
  const t = useJudge();
  if (!trail.containers.length) return null;
  return (
    <section>
      <h3>{isTaken ? t.containers.before : t.containers.title}</h3>
      <ul class="containers">
        {trail.containers.map((container) => (
          <Container key={`${container.kind} ${container.name}`} container={container} />
        ))}
      </ul>
    </section>
  );
}

function Container({ container: { name, kind, reads, unseen } }: { readonly container: TrailContainer }) {
  const t = useJudge();
  return (
    <li class="container" data-reads={reads.length + unseen.length > 0}>
      <p class="container-name">
        <b>{name}</b> <span class="tag">{t.containers.kinds[kind]}</span>
      </p>
      {reads.length ? (
        <ul>
          {reads.map((token, at) => (
            <Token key={at} token={token} />
          ))}
        </ul>
      ) : unseen.length ? null : (
        <p class="container-nothing">
          <Icon name="noKey" /> {t.containers.nothing}
        </p>
      )}
      {unseen.map(({ exposure: { secret, account }, places }, at) => (
        <p key={at} class="fine">
          {t.containers.unseen(secret ?? "", places.join(", "), account)}
        </p>
      ))}
    </li>
  );
}

function Token({ token: { exposure, places } }: { readonly token: TrailToken }) {
  const t = useJudge();
  const { how, account, audience, secret, signer, allowedBy } = exposure;
  const asked = exposure.askedBy ?? "unknown";
  return (
    <li class="token" data-asked={asked}>
      <p class="token-head">
        <Icon name="key" />
        <b>{t.containers.how[how]}</b>
        <span class="token-asked">
          <span class="swatch" aria-hidden="true" /> {t.containers.asked[asked]}
        </span>
      </p>
      <dl>
        <Fact name={t.containers.of} value={account ?? t.containers.unknownAccount} />
        {secret ? <Fact name={t.containers.secret} value={secret} /> : null}
        {audience ? <Fact name={t.containers.audience} value={audience} /> : null}
        {signer ? <Fact name={t.containers.signer} value={signer} /> : null}
        {places.length ? <Fact name={t.containers.at} value={places.join(", ")} /> : null}
        {allowedBy ? <Fact name={t.containers.allowedBy} value={allowedBy} /> : null}
      </dl>
    </li>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
      </dd>
    </div>
  );
}
