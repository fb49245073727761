import { EngineFailure } from "./failure";
import { Host } from "./host";
import type { Answer, Question } from "./types";

/** Ordinary questions take milliseconds. */
const LIMIT_MS = 20_000;

let host: Host | null = null;

/** Starts the engine before the first question. */
export function warmUp(): Host {
  if (!host?.alive) host = new Host();
  return host;
}

/** Judges what the editors hold. Rejects with an {@link EngineFailure}; the next question finds a working engine. */
export async function judge(question: Question): Promise<Answer> {
  const mine = warmUp();
  const timer = setTimeout(
    () => mine.end(new EngineFailure("slow", `no answer within ${LIMIT_MS / 1000} seconds`)),
    LIMIT_MS,
  );
  try {
    return await mine.ask((engine) => engine.judge(question));
  } finally {
    clearTimeout(timer);
  }
}

/** Of questions that come while one is being answered only the last is asked; the others are dropped. */
export class Latest<Q, A> {
  private waiting: { readonly question: Q } | null = null;
  private busy = false;

  constructor(
    private readonly answer: (question: Q) => Promise<A>,
    private readonly onAnswer: (answer: A) => void,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  ask(question: Q): void {
    this.waiting = { question };
    if (!this.busy) void this.work();
  }

  private async work(): Promise<void> {
    this.busy = true;
    while (this.waiting) {
      const { question } = this.waiting;
      this.waiting = null;
      try {
        this.onAnswer(await this.answer(question));
      } catch (error) {
        this.onFailure(error);
      }
    }
    this.busy = false;
  }
}
