// A survey runs in its own worker, reports its progress, and can be cancelled.

import { expect, test, vi } from "vitest";
import { startSurvey } from "../../web/engine";
import { fakeWorkers } from "./worker";

test("it reports its progress and its result, and ends its worker", async () => {
  const workers = fakeWorkers({
    async survey(dump, settings, onProgress) {
      await onProgress(0, 2);
      await onProgress(2, 2);
      return { text: await (dump as Blob).text(), settings };
    },
  });
  const progress = vi.fn();
  const { report } = startSurvey(new Blob(["{}"]), "action: warn\n", progress);
  expect(await report).toEqual({ text: "{}", settings: "action: warn\n" });
  expect(progress.mock.calls).toEqual([
    [0, 2],
    [2, 2],
  ]);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true]);
});

test("it takes an ArrayBuffer instead of a file", async () => {
  fakeWorkers({ survey: async (dump) => ({ size: (dump as Blob).size }) });
  const { report } = startSurvey(new ArrayBuffer(3), "", () => undefined);
  expect(await report).toEqual({ size: 3 });
});

test("cancelling ends the worker", async () => {
  const workers = fakeWorkers({});
  const { report, cancel } = startSurvey(new Blob([]), "", () => undefined);
  cancel();
  await expect(report).rejects.toMatchObject({ name: "EngineFailure", kind: "cancelled" });
  expect(workers[0]?.terminated).toBe(true);
});

test("a rejected file ends this survey, and no other", async () => {
  let turn = 0;
  const workers = fakeWorkers({
    survey() {
      turn += 1;
      if (turn === 1) throw new Error("not a list");
      return { objects: 1 };
    },
  });
  const [bad, good] = [
    startSurvey(new Blob([]), "", () => undefined),
    startSurvey(new Blob([]), "", () => undefined),
  ];
  await expect(bad.report).rejects.toMatchObject({ kind: "input", message: "not a list" });
  expect(await good.report).toEqual({ objects: 1 });
  expect(workers).toHaveLength(2);
});
