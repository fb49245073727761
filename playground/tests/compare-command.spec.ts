// The page compares settings as `token-check compare` does.

import { writeFile } from "node:fs/promises";
import { recorded } from "./audit-logs";
import { expect, test } from "./page";
import { commandFile, commandText, openDesk, openDump, printed, saved, write } from "./settings-pair";

/** What the page says once the file is read. */
const judged = /^\w+\.json: \d+ objects, \d+ of them Pods\.$/;

test.describe("the comparison is what token-check prints", () => {
  const dumps = [
    { name: "the command's own dump", path: commandFile("dump.json") },
    { name: "a recorded cluster", path: recorded("objects.json") },
  ];
  const settings = ["stricter", "looser", "bindings", "mutate", "warn", "policy"];
  for (const { name, path } of dumps) {
    test(name, async ({ page }, info) => {
      test.setTimeout(60_000);
      // Defaults, with which most objects of a dump are rejected.
      const defaults = info.outputPath("defaults.yaml");
      await writeFile(defaults, "");
      const desk = await openDesk(page);
      await openDump(page, path);
      await expect(page.getByText(judged)).toBeVisible();
      const files = new Map(settings.map((each) => [each, commandFile(`${each}.yaml`)]));
      let changed = 0;
      for (const [old, oldFile, oldText] of [
        ["old.yaml", commandFile("old.yaml"), commandText("old.yaml")],
        ["defaults", defaults, ""],
      ] as const) {
        for (const [next, file] of files) {
          await write(desk, { old: oldText, new: commandText(`${next}.yaml`) });
          const print = JSON.parse(printed(oldFile, file, path, "--output", "json"));
          expect(await saved(page), `${old} and ${next}`).toEqual(print);
          changed += print.verdicts.length;
        }
      }
      expect(changed).toBeGreaterThan(20);
    });
  }

  test("in the same words", async ({ page }) => {
    const path = commandFile("dump.json");
    const desk = await openDesk(page);
    await openDump(page, path);
    await expect(page.getByText(judged)).toBeVisible();
    for (const next of ["stricter", "looser", "bindings", "mutate", "warn"]) {
      for (const [old, file] of [
        ["old.yaml", `${next}.yaml`],
        [`${next}.yaml`, "old.yaml"],
        ["old.yaml", "old.yaml"],
      ] as const) {
        await write(desk, { old: commandText(old), new: commandText(file) });
        const lines = printed(commandFile(old), commandFile(file), path, "--color", "never").split("\n");
        const claim = lines.find((line) => /^(NEW (is|means) |It cannot be proved)/.test(line));
        const totals = lines.find((line) => /^\d+ (now|with|not) /.test(line));
        expect([claim, totals], lines.join("\n")).not.toContain(undefined);
        await expect(desk.result).toContainText(claim ?? "");
        await expect(desk.result).toContainText(totals ?? "");
        const { limits } = await saved(page);
        for (const limit of limits as string[]) await expect(desk.result).toContainText(limit);
      }
    }
  });
});
