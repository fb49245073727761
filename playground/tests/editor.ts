import type { Locator, Page } from "@playwright/test";

/** An editor of Judge, used through the keyboard. */
export class Editor {
  readonly content: Locator;

  constructor(
    private readonly page: Page,
    name: string,
  ) {
    this.content = page.getByRole("textbox", { name, exact: true });
  }

  /** Types at the end of the text, one key at a time. */
  async type(text: string): Promise<void> {
    await this.content.focus();
    await this.page.keyboard.press("Control+End");
    await this.page.keyboard.type(text);
  }

  /** Replaces the whole text with a single input. */
  async replace(text: string): Promise<void> {
    await this.content.focus();
    await this.page.keyboard.press("Control+A");
    if (text) await this.page.keyboard.insertText(text);
    else await this.page.keyboard.press("Delete");
  }

  /** The text; of a long one, only the visible part. */
  async text(): Promise<string> {
    return (await this.lines()).join("\n");
  }

  lines(): Promise<string[]> {
    return this.content
      .locator(".cm-line")
      .evaluateAll((lines) => lines.map((line) => line.textContent ?? ""));
  }

  /** The underlined texts with their lines, such as `4: [app]`. */
  underlined(): Promise<string[]> {
    return this.content.locator(".cm-line").evaluateAll((lines) =>
      lines.flatMap((line, at) => {
        const marks = [...line.querySelectorAll(".cm-lintRange-error, .cm-lintRange-warning")];
        return marks.length ? [`${at + 1}: ${marks.map((mark) => mark.textContent).join("")}`] : [];
      }),
    );
  }
}
