import { useRef, useState } from "preact/hooks";
import { Actions } from "./actions";
import { AdoptionView } from "./adoption";
import { Chart } from "./chart";
import { Figures } from "./figures";
import { Notes } from "./notes";
import { OptOuts } from "./opt-outs";
import type { Filter } from "./rows";
import { EVERYTHING } from "./rows";
import { RowsTable } from "./rows-table";
import type { Done } from "./survey";
import { useCluster } from "./texts";

/** The report on a file. */
export function ReportView({ done: { name, report } }: { readonly done: Done }) {
  const { t, number } = useCluster();
  const [filter, setFilter] = useState<Filter>(EVERYTHING);
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
      <Chart rows={report.rows} onChoose={choose} />
      <RowsTable section={table} rows={report.rows} filter={filter} onFilter={setFilter} />
      <Actions actions={report.actions} />
      <AdoptionView adopt={report.adopt} />
      <OptOuts plan={report.adopt.plan} />
    </div>
  );
}
