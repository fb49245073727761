// axe finds no accessibility problems in any state, theme, language or width.

import AxeBuilder from "@axe-core/playwright";
import { drawn } from "./frames";
import { expect, test } from "./page";
import { STATES } from "./states";

const THEMES = ["Light", "Dark"];
const LANGUAGES = ["日本語", "English"];
const WIDTHS = [1440, 390];

/** The most problems to list; more would not help. */
const SHOWN = 20;

// Without motion, axe does not see colours in the middle of a transition.
test.use({ contextOptions: { reducedMotion: "reduce" } });

for (const { name, part, prepare } of STATES) {
  for (const width of WIDTHS) {
    test(`${name}, ${width} px: axe finds nothing, in both themes and languages`, async ({
      playground,
      page,
    }) => {
      test.setTimeout(120_000);
      await prepare(playground);
      // axe takes a minute for all scenarios, which look alike. Those with this word cover every verdict.
      if (name === "Learn") await page.getByRole("searchbox").fill("list");
      await page.setViewportSize({ width, height: 900 });
      for (const theme of THEMES) {
        await playground.choice("Colours", theme).check();
        for (const language of LANGUAGES) {
          await page.getByRole("radio", { name: language }).check();
          await drawn(page);
          const axe = new AxeBuilder({ page });
          if (part) axe.include(part);
          const { violations } = await axe.analyze();
          const found = violations.flatMap(({ id, nodes }) =>
            nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
          );
          expect.soft(found.slice(0, SHOWN), `${theme}, ${language}`).toEqual([]);
        }
      }
    });
  }
}
