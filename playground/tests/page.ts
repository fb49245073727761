// The fixtures that all browser tests share.

import type { Locator, Page } from "@playwright/test";
import { test as base } from "@playwright/test";
import { Complaints } from "./complaints";
import { Editor } from "./editor";

interface Fixtures {
  /** Fails the test if something happens that never may, such as an error in the console. */
  readonly complaints: Complaints;
  readonly playground: Playground;
}

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ context, baseURL }, use) => {
      const complaints = new Complaints(context, new URL(baseURL ?? ""));
      await complaints.listen();
      await use(complaints);
      complaints.check();
    },
    { auto: true },
  ],
  playground: async ({ page }, use) => use(new Playground(page)),
});

export { expect } from "@playwright/test";

export type View = "judge" | "learn" | "cluster";
export const VIEWS: readonly View[] = ["judge", "learn", "cluster"];

/** The page as a reader perceives it: by roles and names. */
export class Playground {
  readonly objects: Editor;
  readonly context: Editor;
  readonly settings: Editor;
  /** The part of Judge beside the editors. */
  readonly verdict: Locator;
  /** The verdict and name of the object in detail, such as `Rejected Deployment web`. */
  readonly headline: Locator;
  /** The output of kubectl. */
  readonly kubectl: Locator;

  constructor(readonly page: Page) {
    this.objects = new Editor(page, "Objects");
    this.context = new Editor(page, "Cluster context");
    this.settings = new Editor(page, "Settings");
    this.verdict = page.getByRole("region", { name: "Verdict", exact: true });
    this.headline = this.verdict.getByRole("heading", { level: 2 });
    this.kubectl = this.verdict.getByRole("group", { name: "What kubectl prints" });
  }

  async open(view: View = "judge"): Promise<void> {
    await this.page.goto(`./#/${view}`);
    await this.page.getByRole("heading", { level: 1 }).waitFor();
  }

  /** Opens Judge with these texts; context and settings are empty by default. */
  async openWith(objects: string, { context = "", settings = "" } = {}): Promise<void> {
    await this.open();
    await this.settings.replace(settings);
    await this.context.replace(context);
    await this.objects.replace(objects);
  }

  /** An option of a segmented control, such as `≤ 1.20` of `Kubernetes`. */
  choice(group: string, option: string): Locator {
    return this.page
      .getByRole("group", { name: group, exact: true })
      .getByRole("radio", { name: option, exact: true });
  }

  /** The button of an advice. */
  advice(title: string): Locator {
    return this.verdict.getByRole("button", { name: title });
  }

  link(name: string): Locator {
    return this.page.getByRole("navigation", { name: "Views" }).getByRole("link", { name });
  }
}

/** A Pod of the service account `default`, with or without the field. */
export function pod(automount?: boolean): string {
  const field = automount === undefined ? "" : `  automountServiceAccountToken: ${automount}\n`;
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: nginx:1\n${field}`;
}
