// The filters of the table.

import { useMemo } from "preact/hooks";
import type { Filter, Row } from "./rows";
import { ASKED, EVERYTHING } from "./rows";
import { useCluster } from "./texts";
import { useUsage } from "./usage/texts";

interface Props {
  readonly rows: readonly Row[];
  readonly filter: Filter;
  onFilter(filter: Filter): void;
}

/** A longer list is hidden: readers choose the namespace first, or search for the name. */
const MOST_ACCOUNTS = 200;

/** A search field, and a filter for each column with few values. */
export function RowsFilters({ rows, filter, onFilter }: Props) {
  const { t } = useCluster();
  const { t: usage } = useUsage();
  const { columns } = t.table;
  const namespaces = useMemo(() => distinct(rows.map(({ namespace }) => namespace)), [rows]);
  const accounts = useMemo(
    () =>
      distinct(
        rows
          .filter(({ namespace }) => !filter.namespace || namespace === filter.namespace)
          .map(({ account }) => account ?? "?"),
      ),
    [rows, filter.namespace],
  );
  const set = (part: Partial<Filter>) => onFilter({ ...filter, ...part });
  const narrowed = Object.values(filter).some((value) => value !== "");
  return (
    <search class="rows-filters">
      <label class="field">
        <span>{t.table.search}</span>
        <input
          type="search"
          value={filter.text}
          placeholder={t.table.searchPlaceholder}
          onInput={(event) => set({ text: event.currentTarget.value })}
        />
      </label>
      <Choice
        label={columns.namespace}
        value={filter.namespace}
        options={namespaces.map((name) => [name, name])}
        onChange={(namespace) => set({ namespace, account: "" })}
      />
      {accounts.length <= MOST_ACCOUNTS ? (
        <Choice
          label={columns.account}
          value={filter.account}
          options={accounts.map((name) => [name, name === "?" ? t.chart.unknownAccount : name])}
          onChange={(account) => set({ account })}
        />
      ) : null}
      <Choice
        label={columns.how}
        value={filter.how}
        options={Object.entries(t.how)}
        onChange={(how) => set({ how })}
      />
      <Choice
        label={columns.askedBy}
        value={filter.askedBy}
        options={ASKED.map((who) => [who, t.asked[who]])}
        onChange={(askedBy) => set({ askedBy })}
      />
      <Choice
        label={columns.bound}
        value={filter.bound}
        options={Object.entries(t.bound)}
        onChange={(bound) => set({ bound })}
      />
      {rows.some(({ used }) => used !== undefined) ? (
        <Choice
          label={usage.table.column}
          value={filter.used}
          options={Object.entries(usage.table.inUse)}
          onChange={(used) => set({ used })}
        />
      ) : null}
      <button type="button" class="button" disabled={!narrowed} onClick={() => onFilter(EVERYTHING)}>
        {t.table.reset}
      </button>
    </search>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  onChange(value: string): void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const { t } = useCluster();
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t.table.any}</option>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => a.localeCompare(b, "en"));
}
