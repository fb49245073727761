// A workload, and how it uses its token.

import type { BindingUse, Found } from "../../../engine/usage-types";
import type { Member } from "./groups";
import { useUsage, whyText } from "./texts";
import { Fact, Remarks, UsedFacts } from "./used";

export function WorkloadView({ member, found }: { readonly member: Member; readonly found: Found }) {
  const own = useUsage();
  const { t } = own;
  const { workload, activity, why, left } = member;
  const { kind, namespace, name, account, bindings, group } = workload;
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
        {why ? <p class="usage-why">{whyText(why, own)}</p> : null}
        {left ? <p class="usage-why">{t.report.left[left]}</p> : null}
        <Remarks used={workload} />
      </div>
      {workload.requests ? <UsedFacts used={workload} bars={activity} usage={found.report.usage} /> : null}
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

function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <ul>
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}

/** As token-check names it, such as `RoleBinding shop/web`. */
export function shown({ kind, namespace, name }: BindingUse): string {
  return namespace === null ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
