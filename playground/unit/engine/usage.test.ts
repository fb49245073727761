// Audit logs are read in a worker of their own, which keeps what they say.

import { expect, test, vi } from "vitest";
import { LogReader } from "../../web/engine/usage";
import { fakeWorkers } from "./worker";

test("it reads files, and judges dumps with them, in one worker", async () => {
  const workers = fakeWorkers({
    async read(file, onProgress) {
      await onProgress(2);
      return { text: await (file as Blob).text() };
    },
    async survey(dump, settings, onProgress) {
      await onProgress(0, 1);
      return { text: await (dump as Blob).text(), settings };
    },
  });
  const reader = new LogReader();
  const progress = vi.fn();
  expect(await reader.read(new Blob(["log"]), progress)).toEqual({ text: "log" });
  expect(progress.mock.calls).toEqual([[2]]);
  const { report } = reader.survey(new Blob(["{}"]), "action: warn\n", progress);
  expect(await report).toEqual({ text: "{}", settings: "action: warn\n" });
  expect(workers).toHaveLength(1);
  expect(reader.alive).toBe(true);
  reader.end();
  expect(workers[0]?.terminated).toBe(true);
});

test("cancelling a survey keeps the worker, and tells it to stop", async () => {
  const wanted: unknown[] = [];
  let next: () => void = () => undefined;
  const workers = fakeWorkers({
    async survey(_dump, _settings, onProgress) {
      wanted.push(await onProgress(0, 9));
      await new Promise<void>((resolve) => (next = resolve));
      wanted.push(await onProgress(5, 9));
      return null;
    },
  });
  const reader = new LogReader();
  const progress = vi.fn();
  const { report, cancel } = reader.survey(new Blob([]), "", progress);
  await vi.waitFor(() => expect(wanted).toEqual([true]));
  cancel();
  await expect(report).rejects.toMatchObject({ name: "EngineFailure", kind: "cancelled" });
  next();
  await vi.waitFor(() => expect(wanted).toEqual([true, false]));
  expect(progress.mock.calls).toEqual([[0, 9]]);
  expect(workers[0]?.terminated).toBe(false);
  expect(reader.alive).toBe(true);
});

test("a file that the browser cannot read does not end the worker", async () => {
  fakeWorkers({
    async read() {
      throw Object.assign(new Error("it was moved"), { name: "NotReadableError" });
    },
  });
  const reader = new LogReader();
  await expect(reader.read(new Blob([]), () => undefined)).rejects.toMatchObject({ kind: "input" });
  expect(reader.alive).toBe(true);
});

test("a crash ends it", async () => {
  const workers = fakeWorkers({});
  const reader = new LogReader();
  const read = reader.read(new Blob([]), () => undefined);
  workers[0]?.break("out of memory");
  await expect(read).rejects.toMatchObject({ kind: "crash", message: "out of memory" });
  expect(reader.alive).toBe(false);
});
