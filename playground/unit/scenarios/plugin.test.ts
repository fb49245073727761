// The plugin serves scenarios.json during development, and emits it in a build.

import { expect, test, vi } from "vitest";
import type { Scenario } from "../../scenarios/entry";
import { scenarios } from "../../scenarios/plugin";

type Middleware = (request: { url?: string }, response: unknown, next: () => void) => void;

function serve(url: string) {
  let middleware: Middleware | undefined;
  const server = { middlewares: { use: (each: Middleware) => (middleware = each) } };
  const { configureServer } = scenarios();
  (configureServer as (server: unknown) => void)(server);
  const [setHeader, end, next] = [vi.fn(), vi.fn(), vi.fn()];
  middleware?.({ url }, { setHeader, end }, next);
  return { setHeader, end, next };
}

for (const url of ["/scenarios.json", "/scenarios.json?t=1", "/pages/scenarios.json"]) {
  test(`${url} is answered`, () => {
    const { setHeader, end, next } = serve(url);
    expect(next).not.toHaveBeenCalled();
    expect(setHeader).toHaveBeenCalledWith("Content-Type", "application/json");
    const found = JSON.parse(end.mock.calls[0]?.[0] as string) as Scenario[];
    expect(found.map(({ name }) => name)).toContain("automount/pod-unset-account-unset");
  });
}

for (const url of ["/", "/web/scenarios.json.ts", "/notes?of=/scenarios.json"]) {
  test(`${url} is not`, () => {
    const { end, next } = serve(url);
    expect(next).toHaveBeenCalledOnce();
    expect(end).not.toHaveBeenCalled();
  });
}

test("the build emits it as a file", () => {
  const emitFile = vi.fn();
  const { generateBundle } = scenarios();
  (generateBundle as (this: unknown) => void).call({ emitFile });
  expect(emitFile).toHaveBeenCalledExactlyOnceWith({
    type: "asset",
    fileName: "scenarios.json",
    source: expect.stringMatching(/^\[\{"name":"automount\//) as string,
  });
});
