import { useRef, useState } from "preact/hooks";
import { openInJudge } from "../../state";
import { Segments } from "../../ui/segments";
import { useLearn } from "./texts";
import type { Cell, Combination, Server } from "./truth";
import { key, question, SAYS } from "./truth";
import { TruthCell } from "./truth-cell";
import { useCells } from "./use-cells";

/** The truth table: Pod by service account, for one version of Kubernetes. Each cell opens in Judge. */
export function TruthTable() {
  const { t } = useLearn();
  const [server, setServer] = useState<Server>("current");
  const { cells, failed } = useCells();
  return (
    <section class="truth" aria-labelledby="truth-title">
      <div class="truth-head">
        <div>
          <h2 id="truth-title">{t.table.title}</h2>
          <p>{t.table.lead}</p>
        </div>
        <Segments<Server>
          legend={t.table.server}
          value={server}
          options={(["current", "legacy"] as const).map((each) => [each, t.table[each]])}
          onChange={setServer}
        />
      </div>
      {failed ? (
        <p class="notice notice-error" role="alert">
          {t.table.failed} <span lang="en">{failed}</span>
        </p>
      ) : null}
      <div class="truth-body">
        <Grid server={server} cell={(combination) => cells?.get(key(combination)) ?? null} />
        <Explanation server={server} />
      </div>
    </section>
  );
}

interface GridProps {
  readonly server: Server;
  cell(combination: Combination): Cell | null;
}

function Grid({ server, cell }: GridProps) {
  const { t } = useLearn();
  const table = useRef<HTMLTableElement>(null);
  return (
    <table class="truth-grid" ref={table} onKeyDown={(event) => moveFocus(event, table.current)}>
      <caption class="visually-hidden">{t.table.title}</caption>
      <thead>
        <tr>
          <td rowSpan={2} />
          <th colSpan={SAYS.length} scope="colgroup">
            {t.table.columns} <code>automountServiceAccountToken</code>
          </th>
        </tr>
        <tr>
          {SAYS.map((account) => (
            <th key={account} scope="col">
              <code>{t.table.says[account]}</code>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {SAYS.map((pod) => (
          <tr key={pod}>
            <th scope="row">
              {t.table.rows} <code>{t.table.says[pod]}</code>
            </th>
            {SAYS.map((account) => {
              const combination = { pod, account, server };
              return (
                <td key={account}>
                  <TruthCell
                    combination={combination}
                    cell={cell(combination)}
                    onOpen={() => openInJudge(question(combination))}
                  />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: SAYS.length,
  ArrowUp: -SAYS.length,
};

/** Lets the arrow keys move between the cells, besides Tab. */
function moveFocus(event: KeyboardEvent, table: HTMLTableElement | null): void {
  const step = STEPS[event.key];
  if (step === undefined || !table) return;
  const buttons = [...table.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const sideways = Math.abs(step) === 1;
  const leavesRow = sideways && Math.floor(at / SAYS.length) !== Math.floor((at + step) / SAYS.length);
  if (at < 0 || leavesRow) return;
  event.preventDefault();
  buttons[at + step]?.focus();
}

function Explanation({ server }: { readonly server: Server }) {
  const { t } = useLearn();
  const { order, arrival } = t.table;
  return (
    <div class="truth-aside">
      <h3>{order.title}</h3>
      <ol class="truth-order">
        <li data-decides="pod">{order.pod}</li>
        <li data-decides="serviceAccount">{order.account}</li>
        <li data-decides="default">{order.default}</li>
      </ol>
      <h3>{arrival.title}</h3>
      <p>{arrival[server]}</p>
      <p class="fine">{t.table.verdicts}</p>
    </div>
  );
}
