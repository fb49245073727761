import type { Claim, Compared, Relation } from "../../../engine/compare-types";
import { Icon } from "../../../ui/icons";
import { useCompare } from "./texts";

const TONES = {
  same: "accepted",
  atLeastAsStrict: "accepted",
  unproved: "warned",
  looser: "rejected",
} as const satisfies Record<Claim, string>;

/** What can be claimed of the new settings, and what that leaves out. */
export function ClaimView({ compared: { claim, limits, report } }: { readonly compared: Compared }) {
  const { t } = useCompare();
  const all = (relation: Relation) =>
    report.settings.filter((line) => line.relation === relation).map(({ setting }) => setting);
  const tone = TONES[claim];
  return (
    <div class="compare-claim" data-verdict={tone}>
      <p role="status">
        <Icon name={tone} />{" "}
        <b>
          {t.claims[claim]({ stricter: all("stricter"), looser: all("looser"), unproved: all("unproved") })}
        </b>
      </p>
      {limits.map((limit) => (
        <p key={limit}>{t.limits[limit]}</p>
      ))}
    </div>
  );
}
