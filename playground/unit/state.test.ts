// Opening something in Judge replaces its state as a whole, or only the settings.

import { expect, test } from "vitest";
import { fakeBrowser } from "./browser";

const state = async () => {
  const browser = fakeBrowser({ hash: "#/learn" });
  const { route } = await import("../web/routes");
  return { ...browser, route, ...(await import("../web/state")) };
};

test("a first visitor finds an example", async () => {
  const { judgeState, judgeSettings, opened } = await state();
  expect(judgeState.value.objects).toContain("kind: Deployment");
  expect(judgeSettings()).toBe(judgeState.value.settings);
  expect(opened.value).toBe(0);
});

test("openInJudge leaves nothing of what was there, and goes there", async () => {
  const { openInJudge, judgeState, EMPTY, opened, route } = await state();
  openInJudge({ objects: "kind: Pod\n", server: "legacy" });
  expect(judgeState.value).toEqual({ ...EMPTY, objects: "kind: Pod\n", server: "legacy" });
  expect(opened.value).toBe(1);
  expect(route.value.view).toBe("judge");
});

test("openSettingsInJudge changes the settings alone", async () => {
  const { openSettingsInJudge, judgeState, judgeSettings, opened, route } = await state();
  const before = judgeState.value;
  openSettingsInJudge("action: warn\n");
  expect(judgeState.value).toEqual({ ...before, settings: "action: warn\n" });
  expect(judgeSettings()).toBe("action: warn\n");
  expect(opened.value).toBe(1);
  expect(route.value.view).toBe("judge");
});

test("load stays in the view", async () => {
  const { load, EMPTY, judgeState, opened, route } = await state();
  load(EMPTY);
  expect(judgeState.value).toBe(EMPTY);
  expect(opened.value).toBe(1);
  expect(route.value.view).toBe("learn");
});
