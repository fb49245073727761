import { test, expect } from "./page";
import { longestStall } from "./frames";
import { sampleDump } from "../web/views/cluster/sample";
import { writeFileSync } from "node:fs";
test("x", async ({ page, playground }) => {
  test.setTimeout(100000);
  writeFileSync("/tmp/20k.json", sampleDump(20000));
  await playground.open("cluster");
  const t = Date.now();
  const stall = await longestStall(page, async () => {
    const c = page.waitForEvent("filechooser");
    await page.getByText("Choose a file", { exact: true }).click();
    await (await c).setFiles("/tmp/20k.json");
    await expect(page.getByText(/20,000 objects, /)).toBeVisible({ timeout: 60000 });
  });
  console.log("stall", stall, "ms; took", Date.now() - t);
});
