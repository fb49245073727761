import { useMemo, useRef, useState } from "preact/hooks";
import { lazy } from "../../ui/lazy";
import { Actions } from "./actions";
import { AdoptionView } from "./adoption";
import { Chart } from "./chart";
import { Figures } from "./figures";
import { Notes } from "./notes";
import { OptOuts } from "./opt-outs";
import type { Filter } from "./rows";
import { EVERYTHING, withUse } from "./rows";
import { RowsTable } from "./rows-table";
import type { Done } from "./survey";
import { useCluster } from "./texts";

/** The part that audit logs add. */
const UsageView = lazy(async () => (await import("./usage")).UsageView);

/** The report on a file. */
export function ReportView({ done: { name, report, found } }: { readonly done: Done }) {
  const { t, number } = useCluster();
  const [filter, setFilter] = useState<Filter>(EVERYTHING);
  const rows = useMemo(() => withUse(report.rows, found?.rows), [report, found]);
  const table = useRef<HTMLElement>(null);
  const choose = (part: Partial<Filter>) => {
    setFilter({ ...EVERYTHING, ...part });
    table.current?.scrollIntoView({ block: "start" });
  };
  return (
    <div class="report">
      <p role="status" class="report-done">
        {t.run.done(name, number(report.objects), number(report.pods))}
      </p>
      <Notes report={report} />
      <Figures report={report} />
      {found ? <UsageView found={found} /> : null}
      <Chart rows={report.rows} onChoose={choose} />
      <RowsTable section={table} rows={rows} filter={filter} onFilter={setFilter} />
      <Actions actions={report.actions} />
      <AdoptionView adopt={report.adopt} />
      <OptOuts plan={report.adopt.plan} found={found} />
    </div>
  );
}
