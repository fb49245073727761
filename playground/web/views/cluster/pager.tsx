import { useCluster } from "./texts";

interface Props {
  /** The first row shown. */
  readonly from: number;
  /** How many rows a page has. */
  readonly page: number;
  readonly all: number;
  onPage(page: number): void;
}

export function Pager({ from, page, all, onPage }: Props) {
  const { t, number } = useCluster();
  if (all <= page) return null;
  const at = Math.floor(from / page);
  const to = Math.min(from + page, all);
  return (
    <nav class="pager" aria-label={t.table.title}>
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
