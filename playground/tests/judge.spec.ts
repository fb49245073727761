// The view Judge.

import { longestStall } from "./frames";
import { expect, pod, test } from "./page";

const SILENT_ACCOUNT =
  "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: default}\n";

test("the first content has a verdict, its reason, and the trail to it", async ({ playground }) => {
  await playground.open();
  await expect(playground.headline).toHaveText("Rejected Deployment web");
  await expect(playground.kubectl).toContainText(
    'admission webhook "kw.cap.service-account-token.kubewarden.admission" denied the request: init container migrate and container nginx would get the API token of service account default/web: ' +
      "neither the Pod template nor the service account sets automountServiceAccountToken, and Kubernetes mounts it by default. " +
      "Set spec.template.spec.automountServiceAccountToken: false.",
  );
  await expect(playground.verdict).toContainText(
    "Up to 1.37.1, Kubewarden’s name for the webhook is clusterwide-service-account-token.kubewarden.admission",
  );
  await expect(playground.verdict.getByRole("listitem").filter({ hasText: "Decides" })).toContainText(
    "Kubernetes",
  );
  await expect(playground.verdict.getByText("Kubernetes mounts a token", { exact: true })).toBeVisible();
});

test("the verdict follows the keys", async ({ playground }) => {
  await playground.openWith(pod(), { context: SILENT_ACCOUNT });
  await expect(playground.headline).toHaveText("Rejected Pod web");
  // The editor keeps this indentation, which makes the field part of the Pod's spec.
  await playground.objects.replace(`${pod()}  `);
  await playground.objects.type("automountServiceAccountToken: false");
  await expect(playground.headline).toHaveText("Accepted Pod web");
  await expect(playground.verdict.getByText("Kubernetes mounts no token", { exact: true })).toBeVisible();
  for (let key = 0; key < "false".length; key++) await playground.page.keyboard.press("Backspace");
  await playground.page.keyboard.type("true");
  await expect(playground.headline).toHaveText("Rejected Pod web");
  await expect(playground.verdict.getByRole("listitem").filter({ hasText: "Decides" })).toContainText(
    "spec.automountServiceAccountToken",
  );
});

test("the account decides where the Pod says nothing", async ({ playground }) => {
  await playground.openWith(pod(), { context: `${SILENT_ACCOUNT}automountServiceAccountToken: false\n` });
  await expect(playground.headline).toHaveText("Accepted Pod web");
  await expect(playground.verdict.getByRole("listitem").filter({ hasText: "Decides" })).toContainText(
    "default/default",
  );
});

test("a Pod certificate is shown as one, with its signer", async ({ playground }) => {
  const signer = "kubernetes.io/kube-apiserver-client-pod";
  await playground.openWith(
    `${pod(false)}  volumes:
    - name: cert
      projected:
        sources:
          - podCertificate: {signerName: ${signer}, keyType: ED25519, credentialBundlePath: bundle.pem}
`.replace("image: nginx:1\n", "image: nginx:1\n      volumeMounts: [{name: cert, mountPath: /cert}]\n"),
  );
  await expect(playground.headline).toHaveText("Accepted Pod web");
  await expect(playground.verdict).toContainText(
    `Container web gets a client certificate for the API as service account default/default, signed by ${signer}.`,
  );
  const certificate = playground.verdict
    .getByRole("listitem")
    .filter({ hasText: "Client certificate" })
    .last();
  await expect(certificate).toContainText(signer);
  await expect(certificate).toContainText("/cert");
});

test.describe("what is wrong is underlined at its place, and said in words", () => {
  const broken = [
    {
      name: "YAML that cannot be read",
      objects: "apiVersion: v1\nkind: Pod\nmetadata: {name: web\nspec: {}\n",
      editor: "objects",
      line: 4,
      says: /Cannot be read Line 4/,
    },
    {
      name: "a field of the wrong type",
      objects: "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [web]\n",
      editor: "objects",
      line: 5,
      says: /The policy refuses this request Line 5.*spec\.containers\[0\] must be an object/,
    },
    {
      name: "a field where it has no effect",
      objects: pod().replace("metadata:\n", "metadata:\n  automountServiceAccountToken: false\n"),
      editor: "objects",
      line: 4,
      says: /Has no effect here Line 4/,
    },
    {
      name: "a field with a misspelled name",
      objects: pod().replace("spec:\n", "spec:\n  automountserviceaccounttoken: false\n"),
      editor: "objects",
      line: 6,
      says: /Misspelled Line 6/,
    },
    {
      name: "a key that is given twice",
      objects: `${pod()}kind: Pod\n`,
      editor: "objects",
      line: pod().split("\n").length,
      says: /kubectl reads this in another way than it seems Line \d+.*kind is also given in line 2/,
    },
    {
      name: "text after the end of a document, behind a line separator in a comment",
      objects: `# a\u2028# b\n${pod()}...\nspec: {}\n`,
      editor: "objects",
      line: pod().split("\n").length + 2,
      says: /kubectl reads this in another way than it seems Line \d+.*does not read this/,
    },
    {
      name: "a setting that is given twice",
      settings: "action: reject\naction: warn\n",
      editor: "settings",
      line: 2,
      says: /Cannot be read Line 2.*expected each field once, found action also in line 1/,
    },
    {
      name: "a setting that does not exist",
      settings: "action: reject\nallow:\n  podAuthors: any\n",
      editor: "settings",
      line: 3,
      says: /The policy refuses this Line 3.*podAuthors/,
    },
    {
      name: "a setting's value that does not exist",
      settings: "# as tests do\naction: forbid\n",
      editor: "settings",
      line: 2,
      says: /The policy refuses this Line 2.*action/,
    },
    {
      name: "context that cannot be read",
      context: "kind: ServiceAccount\n  metadata: {}\n",
      editor: "context",
      line: 2,
      says: /Cannot be read Line 2/,
    },
  ] as const;

  for (const { name, editor, line, says, ...texts } of broken) {
    test(name, async ({ playground, page }) => {
      const { objects, ...rest } = { objects: pod(), ...texts };
      await playground.openWith(objects, rest);
      await expect
        .poll(() => playground[editor].underlined())
        .toEqual([expect.stringMatching(new RegExp(`^${line}: .`))]);
      await expect(page.getByRole("button", { name: says })).toBeVisible();
      // The page still works.
      await playground[editor].replace(editor === "objects" ? pod(false) : "");
      await expect.poll(() => playground[editor].underlined()).toEqual([]);
      await expect(playground.headline).toHaveText(/^(Accepted|Rejected) Pod web$/);
    });
  }
});

test("while a text cannot be read, the last verdict stays and says so", async ({ playground }) => {
  await playground.openWith(pod(false));
  await expect(playground.headline).toHaveText("Accepted Pod web");
  await playground.objects.type("  x: [");
  await expect(
    playground.verdict.getByText("cannot be read. This is the last verdict before that.").last(),
  ).toBeVisible();
  await expect(playground.headline).toHaveText("Accepted Pod web");
});

test("refused settings judge nothing", async ({ playground }) => {
  await playground.openWith(pod(), { settings: "action: forbid\n" });
  await expect(playground.headline).toHaveText("Settings refused");
  await expect(playground.verdict.locator("pre", { hasText: "settings.action" })).toBeVisible();
});

test("advice makes the verdict pass, and one undo takes it back", async ({ playground, page }) => {
  await playground.openWith(pod(), { context: SILENT_ACCOUNT });
  await playground.advice("The Pod opts out").click();
  await expect(playground.headline).toHaveText("Accepted Pod web");
  await expect.poll(() => playground.objects.text()).toContain("\n  automountServiceAccountToken: false");

  await playground.verdict.getByRole("button", { name: "Undo" }).click();
  await expect(playground.headline).toHaveText("Rejected Pod web");
  expect(await playground.objects.text()).toBe(pod());

  await playground.advice("The service account opts out").click();
  await expect(playground.headline).toHaveText("Accepted Pod web");
  await playground.context.content.focus();
  await page.keyboard.press("Control+Z");
  await expect(playground.headline).toHaveText("Rejected Pod web");
  expect(await playground.context.text()).toBe(SILENT_ACCOUNT);
});

test("every advice on the first content does what it says", async ({ playground }) => {
  await playground.open();
  const all = playground.verdict
    .getByRole("listitem")
    .getByRole("button", { name: / in (Objects|Cluster context|Settings)$/ });
  await expect(all).toHaveCount(4);
  for (const at of [0, 1, 2, 3]) {
    await expect(playground.headline).toHaveText("Rejected Deployment web");
    await all.nth(at).click();
    await expect(playground.headline).toHaveText(/^Accepted( with a warning)? Deployment web$/);
    await playground.verdict.getByRole("button", { name: "Undo" }).click();
  }
});

test("a mutation is shown as the lines that it changes", async ({ playground }) => {
  await playground.openWith(pod(), { context: SILENT_ACCOUNT, settings: "action: mutate\n" });
  await expect(playground.headline).toHaveText("Changed, then accepted Pod web");
  const change = playground.verdict.getByRole("group", { name: "What the policy changes" });
  await expect(change).toContainText(/added: *service-account-token-policy\/removed: /);
  await expect(change).toContainText(/added: *automountServiceAccountToken: false/);
});

test.describe("as the webhook sees it", () => {
  const account = `${SILENT_ACCOUNT}secrets:\n  - name: default-token-5qnst\n`;
  const versions = [
    { name: "≥ 1.21", shows: /kube-api-access-[a-z0-9]{5}/, hides: /default-token-5qnst/ },
    { name: "≤ 1.20", shows: /secretName: default-token-5qnst/, hides: /kube-api-access-/ },
  ];
  for (const { name, shows, hides } of versions) {
    test(`Kubernetes ${name} adds its own volume`, async ({ playground }) => {
      await playground.openWith(pod(), { context: account });
      const seen = playground.verdict.getByRole("group", { name: "The Pod as the webhook sees it" });
      await expect(playground.headline).toHaveText("Rejected Pod web");
      await expect(seen).toHaveCount(0);
      await playground.choice("Kubernetes", name).check();
      await playground.choice("Objects", "As the webhook sees them").check();
      await expect(seen).toContainText(shows);
      await expect(seen).not.toContainText(hides);
      await expect(seen).toContainText("added: ");
      await expect(seen).toContainText("mountPath: /var/run/secrets/kubernetes.io/serviceaccount");
      await expect(playground.headline).toHaveText("Rejected Pod web");
      await playground.choice("Objects", "As written").check();
      await expect(seen).toHaveCount(0);
    });
  }
});

test("many documents are listed, and the chosen one is shown", async ({ playground }) => {
  const documents = [pod(false), pod(true), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: words}\n"];
  await playground.openWith(documents.join("---\n"));
  const list = playground.verdict.getByRole("region", { name: "Verdicts by object" });
  await expect(list.getByRole("listitem")).toHaveText([
    /Pod web.*line 1accepted/,
    /Pod web.*line 11rejected/,
    /ConfigMap words.*not judged/,
  ]);
  await list.getByRole("button", { name: /line 11/ }).click();
  await expect(playground.headline).toHaveText("Rejected Pod web");
  await list.getByRole("button", { name: /ConfigMap/ }).click();
  await expect(playground.headline).toHaveText("Not judged ConfigMap words");
  await list.getByRole("button", { name: "1 accepted", exact: true }).click();
  await expect(list.getByRole("listitem")).toHaveText([/line 1accepted/]);
});

test("the editor completes the keys and the values of settings", async ({ playground, page }) => {
  await playground.open();
  await playground.settings.replace("");
  const offers = page.getByRole("listbox", { name: "Completions" });
  // CodeMirror ignores Enter for a moment after the list appears.
  const accept = () => page.waitForTimeout(300).then(() => page.keyboard.press("Enter"));

  // Completion is loaded when the settings editor is first used.
  await expect(async () => {
    await page.keyboard.press("Control+Space");
    await expect(offers.getByRole("option", { name: "action" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(offers.getByRole("option", { name: "inspectSecrets" })).toBeVisible();
  await page.keyboard.type("act");
  await expect(offers.getByRole("option").first()).toHaveText("action");
  await expect(offers.getByRole("option", { name: "inspectSecrets" })).toHaveCount(0);
  await accept();

  await page.keyboard.press("Control+Space");
  await expect(offers.getByRole("option")).toHaveText([/^mutate/, /^reject/, /^warn/]);
  await page.keyboard.type("wa");
  await expect(offers.getByRole("option")).toHaveText([/^warn/]);
  await accept();
  await expect.poll(() => playground.settings.text()).toBe("action: warn");

  // Inside a mapping, only its own keys are offered.
  await page.keyboard.type("\nallow:\n  ");
  await page.keyboard.press("Control+Space");
  await expect(offers.getByRole("option", { name: "podAuthor" })).toBeVisible();
  await expect(offers.getByRole("option", { name: "action" })).toHaveCount(0);
});

test("the pointer on a setting brings up what it means", async ({ playground, page }) => {
  await playground.open();
  await playground.settings.replace("action: reject\n");
  await playground.settings.content.getByText("action").hover();
  const help = page.locator(".cm-tooltip").filter({ hasText: "What happens to a violation." });
  await expect(help).toContainText("reject | warn | mutate");
  await expect(help).toContainText("Default");
});

test.describe("large input does not stop the page", () => {
  test.setTimeout(90_000);
  const many = Array.from({ length: 2000 }, (_, at) =>
    pod(at % 2 === 0)
      .replaceAll("web", `web-${at}`)
      .replace("image: nginx:1", `image: ${"x".repeat(900)}`),
  );
  const inputs = [
    { name: "2,000 objects, 2 MB", text: many.join("---\n"), shows: /^2000 objects|^2,000 objects/ },
    { name: "2 MB that are not YAML", text: `kind: [${"{".repeat(2_000_000)}`, shows: /Cannot be read/ },
    {
      name: "a name of 2 MB",
      text: pod().replace("name: web", `name: ${"x".repeat(2_000_000)}`),
      shows: /Pod x{1000}/,
    },
  ];
  for (const { name, text, shows } of inputs) {
    test(name, async ({ playground, page, context }) => {
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await playground.open();
      await expect(playground.headline).toBeVisible();
      await page.evaluate((clip) => navigator.clipboard.writeText(clip), text);
      await playground.objects.content.focus();
      await page.keyboard.press("Control+A");
      const stall = await longestStall(page, async () => {
        await page.keyboard.press("Control+V");
        await expect(page.getByRole("main").getByText(shows).first()).toBeVisible({ timeout: 60_000 });
      });
      // Exceeded only if the page hangs, not if the machine is busy.
      expect(stall).toBeLessThan(5000);
      // The next text is judged as usual.
      await page.keyboard.press("Control+A");
      await page.keyboard.insertText(pod(false));
      await expect(playground.headline).toHaveText("Accepted Pod web", { timeout: 30_000 });
    });
  }
});
