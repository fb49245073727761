// A cell of the truth table.

import { Icon } from "../../ui/icons";
import { useLearn } from "./texts";
import type { Cell, Combination } from "./truth";

interface Props {
  readonly combination: Combination;
  /** Null until the combination is judged. */
  readonly cell: Cell | null;
  onOpen(): void;
}

/** A combination: whether there is a token, who decides that, and the policy's verdict. */
export function TruthCell({ combination, cell, onOpen }: Props) {
  const { t } = useLearn();
  const { says } = t.table;
  const name = t.table.cell(says[combination.pod], says[combination.account]);
  if (!cell) {
    return (
      <button type="button" class="truth-cell skeleton" onClick={onOpen}>
        <span class="visually-hidden">{name}</span>
      </button>
    );
  }
  return (
    <button type="button" class="truth-cell" data-mounted={cell.mounted} onClick={onOpen}>
      <span class="visually-hidden">{name}: </span>
      <span class="truth-token">
        <Icon name={cell.mounted ? "key" : "noKey"} />
        <b>{cell.mounted ? t.table.mounted : t.table.none}</b>
      </span>
      {cell.mounted ? <span class="truth-form truth-long">{t.table.form[combination.server]}</span> : null}
      <span class="truth-decided" data-decides={cell.decidedBy}>
        <span class="truth-long">{t.table.decidedBy[cell.decidedBy]}</span>
        <span class="truth-short" aria-hidden="true">
          {t.table.short[cell.decidedBy]}
        </span>
      </span>
      <span class="truth-verdict">
        <span class="badge" data-verdict={cell.accepted ? "accepted" : "rejected"}>
          {cell.accepted ? t.table.accepted : t.table.rejected}
        </span>
        {cell.askedBy ? <span class="truth-asked truth-long">{t.table.askedBy[cell.askedBy]}</span> : null}
      </span>
    </button>
  );
}
