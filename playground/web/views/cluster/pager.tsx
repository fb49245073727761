// Moves between the pages of a table.

import { useCluster } from "./texts";

interface Props {
  /** The index of the first row shown. */
  readonly from: number;
  /** The number of rows on a page. */
  readonly page: number;
  readonly all: number;
  /** What is paged. */
  readonly label: string;
  onPage(page: number): void;
}

/** Buttons for the previous and the next page; nothing if all rows fit on one. */
export function Pager({ from, page, all, label, onPage }: Props) {
  const { t, number } = useCluster();
  if (all <= page) return null;
  const at = Math.floor(from / page);
  const to = Math.min(from + page, all);
  return (
    <nav class="pager" aria-label={label}>
      <button type="button" class="button" disabled={at === 0} onClick={() => onPage(at - 1)}>
        {t.table.previous}
      </button>
      <p role="status">{t.table.page(number(from + 1), number(to), number(all))}</p>
      <button type="button" class="button" disabled={to === all} onClick={() => onPage(at + 1)}>
        {t.table.next}
      </button>
    </nav>
  );
}
