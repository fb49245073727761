import type { BrowserContext, ConsoleMessage, Page, Request, Response } from "@playwright/test";
import { expect } from "@playwright/test";

/** Collects what must not happen in any test, such as errors and requests to other hosts. */
export class Complaints {
  private found: string[] = [];

  constructor(
    private readonly context: BrowserContext,
    /** The URL of the page's folder. */
    private readonly base: URL,
  ) {}

  async listen(): Promise<void> {
    const { context } = this;
    await context.exposeBinding("reportViolation", (_source, what: string) =>
      this.add(`Content-Security-Policy: ${what}`),
    );
    await context.addInitScript(() => {
      const report = (window as unknown as { reportViolation(what: string): void }).reportViolation;
      addEventListener(
        "securitypolicyviolation",
        ({ effectiveDirective, blockedURI, sample, sourceFile, lineNumber }) =>
          report(`${effectiveDirective} blocked ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`),
      );
    });
    context.on("weberror", (event) => this.add(`uncaught: ${event.error().stack ?? event.error().message}`));
    context.on("console", (message) => this.hear(message));
    context.on("request", (request) => this.seeRequest(request));
    context.on("requestfailed", (request) => this.seeFailure(request));
    context.on("response", (response) => this.seeResponse(response));
    context.on("page", (page) => this.watch(page));
  }

  /** Expects a complaint, in tests that break something on purpose. */
  expect(pattern: RegExp): void {
    expect(this.found).toContainEqual(expect.stringMatching(pattern));
    this.forget(pattern);
  }

  /** Ignores complaints that may accompany an expected one. */
  forget(pattern: RegExp): void {
    this.found = this.found.filter((each) => !pattern.test(each));
  }

  /** Fails the test if any other complaint was found. */
  check(): void {
    expect(this.found, "what the page did wrong").toEqual([]);
  }

  private watch(page: Page): void {
    page.on("crash", () => this.add("the page crashed"));
    // A worker's uncaught errors appear in its console.
    page.on("worker", (worker) => worker.on("console", (message) => this.hear(message)));
  }

  private hear(message: ConsoleMessage): void {
    const isPolicy = /content.security.policy/i.test(message.text());
    if (message.type() === "error" || isPolicy)
      this.add(`console: ${message.text()} (${message.location().url})`);
  }

  private seeRequest(request: Request): void {
    const { protocol, origin } = new URL(request.url());
    const stays = protocol === "data:" || origin === this.base.origin;
    if (!stays) this.add(`request to another host: ${request.url()}`);
  }

  private seeFailure(request: Request): void {
    const why = request.failure()?.errorText;
    // Leaving a page aborts the requests that are still open.
    if (why !== "net::ERR_ABORTED") this.add(`request failed: ${request.url()}: ${why}`);
  }

  private seeResponse(response: Response): void {
    const url = new URL(response.url());
    if (response.status() >= 400) this.add(`answered with ${response.status()}: ${url.href}`);
    // The preview server answers with the page if a file does not exist.
    const isPage = response.headers()["content-type"]?.startsWith("text/html") ?? false;
    if (isPage && url.pathname !== this.base.pathname) this.add(`no such file: ${url.href}`);
  }

  private add(what: string): void {
    this.found.push(what);
  }
}
