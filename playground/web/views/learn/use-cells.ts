// Judges every combination of the truth table, once.

import { useEffect, useState } from "preact/hooks";
import { judge } from "../../engine";
import type { Cell, Combination } from "./truth";
import { cell, key, question, SAYS } from "./truth";

type Cells = ReadonlyMap<string, Cell>;

// The results never change, so they are kept for the next visit to the view.
let known: Cells | null = null;

async function work(): Promise<Cells> {
  const all: Combination[] = (["current", "legacy"] as const).flatMap((server) =>
    SAYS.flatMap((pod) => SAYS.map((account) => ({ pod, account, server }))),
  );
  const cells = await Promise.all(
    all.map(async (combination): Promise<[string, Cell]> => {
      const { objects } = await judge(question(combination));
      if (!objects[0]) throw new Error(`nothing was judged: ${key(combination)}`);
      return [key(combination), cell(objects[0])];
    }),
  );
  known = new Map(cells);
  return known;
}

/** The cells of the truth table, as the policy judges them. */
export function useCells(): { readonly cells: Cells | null; readonly failed: string | null } {
  const [cells, setCells] = useState(known);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    if (known) return;
    let gone = false;
    work().then(
      (found) => gone || setCells(found),
      (error: unknown) => gone || setFailed(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      gone = true;
    };
  }, []);
  return { cells, failed };
}
