// A workload, and how it uses its token.

import type { ComponentChildren } from "preact";
import type { BindingUse, Found, UseRow } from "../../../engine/usage-types";
import { Spark } from "./chart";
import type { Member } from "./groups";
import { Said } from "./said-text";
import { useUsage } from "./texts";

/** How many uses to name. */
const USES = 4;

export function WorkloadView({ member, found }: { readonly member: Member; readonly found: Found }) {
  const { t, number, time } = useUsage();
  const { workload, bars } = member;
  const { kind, namespace, name, account, requests, refused, last, uses, bindings, group, why } = workload;
  const used = bindings.filter((each) => each.used);
  // Nobody used the token, so that no binding was used either.
  const unused = group === "unused" ? [] : bindings.filter((each) => !each.used);
  return (
    <li class="usage-workload">
      <div class="usage-who">
        <h4>
          {kind} {namespace}/{name}
        </h4>
        <p class="fine">
          {t.report.account}: {account}
        </p>
        {why ? (
          <p class="usage-why">
            <Said sentence={why} />
          </p>
        ) : null}
      </div>
      {requests ? (
        <>
          <dl class="usage-amount">
            <Fact name={t.report.requests}>{t.report.amount(number(requests), number(refused))}</Fact>
            {last === null ? null : <Fact name={t.report.last}>{time(last)}</Fact>}
          </dl>
          <Spark bars={bars} usage={found.report.usage} />
          <dl>
            <Fact name={t.report.asked}>
              <Uses uses={uses} />
            </Fact>
          </dl>
        </>
      ) : null}
      {used.length || unused.length ? (
        <dl>
          {used.length ? (
            <Fact name={t.report.bindingsUsed}>
              <Names names={used.map(shown)} />
            </Fact>
          ) : null}
          {unused.length ? (
            <Fact name={t.report.bindingsUnused}>
              <Names names={unused.map(shown)} />
            </Fact>
          ) : null}
        </dl>
      ) : null}
    </li>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Uses({ uses }: { readonly uses: readonly UseRow[] }) {
  const { t, number } = useUsage();
  return (
    <ul>
      {uses.slice(0, USES).map((use, at) => (
        <li key={at}>{t.report.times(asked(use), number(use.requests))}</li>
      ))}
      {uses.length > USES ? (
        <li>
          <details>
            <summary>{t.report.more(number(uses.length - USES))}</summary>
            <ul>
              {uses.slice(USES).map((use, at) => (
                <li key={at}>{t.report.times(asked(use), number(use.requests))}</li>
              ))}
            </ul>
          </details>
        </li>
      ) : null}
    </ul>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <ul>
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}

/** As token-check names it, such as `list pods` or `get /apis`. */
export function asked({ verb, resource, subresource, path }: UseRow): string {
  if (!resource) return `${verb} ${path}`;
  return subresource ? `${verb} ${resource}/${subresource}` : `${verb} ${resource}`;
}

/** As token-check names it, such as `RoleBinding shop/web`. */
export function shown({ kind, namespace, name }: BindingUse): string {
  return namespace === null ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
