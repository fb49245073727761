// Asks the engine to judge what the editors hold.

import { EngineFailure } from "./failure";
import { Host } from "./host";
import type { Answer, Question } from "./types";

/** A generous limit: ordinary questions take milliseconds. */
const LIMIT_MS = 20_000;

let host: Host | null = null;

/** Starts the engine, unless it is running already. */
export function warmUp(): Host {
  if (!host?.alive) host = new Host();
  return host;
}

/** Answers one question, or rejects with an {@link EngineFailure}, after which the next one works again. */
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

/** Asks one question at a time. Of those that arrive meanwhile, it keeps only the latest. */
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
