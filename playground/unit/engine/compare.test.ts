// Settings are compared in a worker of their own, which keeps the objects.

import { expect, test, vi } from "vitest";
import { Comparer } from "../../web/engine/compare";
import { fakeWorkers } from "./worker";

const pair = { old: "action: warn\n", new: "" };
const file = (name: string) => ({ name, data: new Blob([name]) });

test("a file is read once, and settings are compared with it or without", async () => {
  const opened: unknown[] = [];
  const workers = fakeWorkers({
    async open(found) {
      const { name, data } = found as { name: string; data: Blob };
      opened.push([name, await data.text()]);
    },
    async compare(old, next, withObjects, onProgress) {
      const wanted = withObjects ? await onProgress(1, 2) : null;
      return { old, next, withObjects, wanted };
    },
  });
  const comparer = new Comparer();
  const said = { old: "action: warn\n", next: "" };
  expect(await comparer.settings(pair)).toEqual({ ...said, withObjects: false, wanted: null });
  expect(opened).toEqual([]);
  const progress = vi.fn(() => true);
  const [first, second] = [file("a.json"), file("b.json")];
  const verdicts = { ...said, withObjects: true, wanted: true };
  expect(await comparer.verdicts(pair, first, progress)).toEqual(verdicts);
  expect(await comparer.verdicts(pair, first, progress)).toEqual(verdicts);
  expect(progress.mock.calls).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect(await comparer.verdicts(pair, second, () => false)).toEqual({ ...verdicts, wanted: false });
  expect(opened).toEqual([
    ["a.json", "a.json"],
    ["b.json", "b.json"],
  ]);
  expect(workers).toHaveLength(1);
  expect(comparer.alive).toBe(true);
  comparer.end();
  expect([comparer.alive, workers[0]?.terminated]).toEqual([false, true]);
});

test("a file that cannot be read is read again the next time", async () => {
  let turn = 0;
  fakeWorkers({
    open() {
      turn += 1;
      if (turn === 1) throw new Error("not a list");
    },
    compare: async () => ({ problems: [] }),
  });
  const comparer = new Comparer();
  const bad = file("a.json");
  await expect(comparer.verdicts(pair, bad, () => true)).rejects.toMatchObject({
    kind: "input",
    message: "not a list",
  });
  expect(await comparer.verdicts(pair, bad, () => true)).toEqual({ problems: [] });
  expect([turn, comparer.alive]).toEqual([2, true]);
});

test("a crash ends the worker", async () => {
  const workers = fakeWorkers({});
  const comparer = new Comparer();
  const lost = comparer.settings(pair);
  workers[0]?.break("out of memory");
  await expect(lost).rejects.toMatchObject({ kind: "crash", message: "out of memory" });
  expect(comparer.alive).toBe(false);
});
