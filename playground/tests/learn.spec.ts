// The view Learn.

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Scenario } from "../scenarios/entry";
import { expect, test } from "./page";

/** What every version of Kubernetes does: the Pod decides, then its account; otherwise there is a token. */
const TOKEN = [
  { pod: "unset", account: "unset", token: true, decides: "Nobody decides: default" },
  { pod: "unset", account: "true", token: true, decides: "The account decides" },
  { pod: "unset", account: "false", token: false, decides: "The account decides" },
  { pod: "true", account: "unset", token: true, decides: "The Pod decides" },
  { pod: "true", account: "true", token: true, decides: "The Pod decides" },
  { pod: "true", account: "false", token: true, decides: "The Pod decides" },
  { pod: "false", account: "unset", token: false, decides: "The Pod decides" },
  { pod: "false", account: "true", token: false, decides: "The Pod decides" },
  { pod: "false", account: "false", token: false, decides: "The Pod decides" },
];

const VERSIONS = [
  { version: "1.21 and later", inJudge: "≥ 1.21", form: "kube-api-access-" },
  { version: "1.20 and earlier", inJudge: "≤ 1.20", form: "web-token-5qnst" },
];

for (const { version, inJudge, form } of VERSIONS) {
  test.describe(`truth table of Kubernetes ${version}`, () => {
    test("each combination has the token that Kubernetes gives", async ({ playground, page }) => {
      await playground.open("learn");
      await playground.choice("Kubernetes version", version).check();
      const table = page.getByRole("table", { name: "Who gets a token" });
      await expect(table.getByRole("button")).toHaveCount(TOKEN.length);
      for (const { pod, account, token, decides } of TOKEN) {
        const cell = table.getByRole("button", { name: `Pod ${pod}, service account ${account}` });
        await expect(cell).toContainText(token ? "Token mounted" : "No token");
        await expect(cell).toContainText(decides);
        // The default settings reject every token here: none is a projected one that the author declared.
        await expect(cell).toContainText(token ? "Rejected" : "Accepted");
        if (token) await expect(cell).toContainText(form);
      }
    });

    test("each combination opens in Judge, with the same verdict", async ({ playground, page }) => {
      await playground.open("learn");
      for (const { pod, account, token } of TOKEN) {
        await playground.choice("Kubernetes version", version).check();
        await page.getByRole("button", { name: `Pod ${pod}, service account ${account}` }).click();
        await expect(playground.headline).toHaveText(token ? "Rejected Pod web" : "Accepted Pod web");
        await expect(playground.choice("Kubernetes", inJudge)).toBeChecked();
        const line = (says: string) =>
          says === "unset"
            ? "# automountServiceAccountToken: unset"
            : `automountServiceAccountToken: ${says}`;
        expect(await playground.objects.lines()).toContain(`  ${line(pod)}`);
        expect(await playground.context.lines()).toContain(line(account));
        await playground.link("Learn").click();
      }
    });
  });
}

test.describe("scenarios", () => {
  const files = readdirSync(fileURLToPath(new URL("../../e2e-tests/scenarios", import.meta.url)), {
    recursive: true,
    encoding: "utf8",
  });
  const all = files.filter((file) => file.endsWith(".yaml")).length;

  test("all of them are there", async ({ playground, page }) => {
    await playground.open("learn");
    await expect(page.getByText(`${all} scenarios`, { exact: true })).toBeVisible();
    await expect(
      page.getByRole("region", { name: "Scenarios", exact: true }).getByRole("listitem"),
    ).toHaveCount(all);
  });

  test("words narrow them", async ({ playground, page }) => {
    await playground.open("learn");
    const cards = page.getByRole("region", { name: "Scenarios", exact: true }).getByRole("listitem");
    const search = page.getByRole("searchbox", { name: "Search scenarios" });
    await search.fill("pod-unset-account");
    await expect(cards).toHaveCount(files.filter((file) => file.includes("pod-unset-account")).length);
    // All words must match, in any order, in the note or the name.
    await search.fill("NOTHING pod-unset-account says pod");
    await expect(
      cards.filter({ hasText: "The Pod says nothing, the service account says nothing" }),
    ).toHaveCount(1);
    await expect(cards.filter({ hasNotText: /nothing/ })).toHaveCount(0);
    await search.fill("no scenario has these words");
    await expect(page.getByText("No scenario matches.")).toBeVisible();
    await page.getByRole("button", { name: "Show all" }).click();
    await expect(cards).toHaveCount(all);
  });

  test("topic and verdict narrow them", async ({ playground, page }) => {
    await playground.open("learn");
    const cards = page.getByRole("region", { name: "Scenarios", exact: true }).getByRole("listitem");
    const inFolder = (name: string) => files.filter((file) => file.startsWith(`${name}/`)).length;
    await page
      .getByRole("group", { name: "Topic" })
      .getByRole("radio", { name: /^Refused settings/ })
      .check();
    await expect(cards).toHaveCount(inFolder("settings-refused"));
    for (const card of await cards.all()) await expect(card).toContainText("Settings refused");
    await page
      .getByRole("group", { name: "Topic" })
      .getByRole("radio", { name: /^Mutation/ })
      .check();
    await page
      .getByRole("group", { name: "Verdict" })
      .getByRole("radio", { name: /^Mutated/ })
      .check();
    await expect.poll(() => cards.count()).toBeLessThan(inFolder("mutate"));
    expect(await cards.count()).toBeGreaterThan(0);
    for (const card of await cards.all()) await expect(card).toContainText("Mutated");
  });

  const opened = [
    { name: "automount/pod-unset-account-unset", headline: "Rejected Pod p" },
    { name: "automount/pod-false-account-true", headline: "Accepted Pod p" },
    { name: "warn/nobody", headline: /^Accepted with a warning Pod/ },
    { name: "mutate/injected", headline: /^Changed, then accepted Pod/ },
    { name: "workloads/cronjob", headline: /^Rejected CronJob/ },
    { name: "lookup/forbidden", headline: /^Rejected Pod/ },
    { name: "bad-request/array-for-container", headline: /^Rejected/ },
    { name: "settings-refused/array-for-object", headline: "Settings refused" },
  ];
  for (const { name, headline } of opened) {
    test(`${name} opens in Judge with the verdict that it expects`, async ({ playground, page }) => {
      const response = await page.request.get("scenarios.json");
      const scenario = ((await response.json()) as Scenario[]).find((each) => each.name === name);
      expect(scenario, "no such scenario").toBeTruthy();
      await playground.open("learn");
      await page.getByRole("searchbox", { name: "Search scenarios" }).fill(name);
      await page.getByRole("button", { name }).first().click();
      await expect(playground.headline).toHaveText(headline);
      for (const said of [scenario?.expect.message, ...(scenario?.expect.warnings ?? [])]) {
        if (said) await expect(playground.verdict).toContainText(said.replaceAll(/\s+/g, " "));
      }
    });
  }

  test("the five things to know open their scenarios", async ({ playground, page }) => {
    await playground.open("learn");
    await page.getByRole("button", { name: "The Pod overrides its account" }).click();
    await expect(playground.headline).toHaveText(/^Rejected Pod/);
    expect(await playground.context.text()).toContain("automountServiceAccountToken: false");
  });
});
