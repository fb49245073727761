// A survey has a worker of its own, tells how far it has come, and can be cancelled.
import { expect, test, vi } from "vitest";
import { startSurvey } from "../../web/engine";
import { fakeWorkers } from "./worker";

test("the report, the progress, and the end of the worker", async () => {
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

test("bytes are a file too", async () => {
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

test("what is wrong with the file ends this survey, and no other", async () => {
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
