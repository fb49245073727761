/** Why the engine gave no answer. */
export type FailureKind =
  /** The engine says what is wrong with the input. */
  | "input"
  /** The engine broke off; the next question gets a new one. */
  | "crash"
  /** No answer within the limit; the next question gets a new engine. */
  | "slow"
  /** The engine could not be loaded. */
  | "load"
  /** Somebody cancelled. */
  | "cancelled";

export class EngineFailure extends Error {
  override readonly name = "EngineFailure";

  constructor(
    readonly kind: FailureKind,
    message: string,
  ) {
    super(message);
  }
}

/** What a worker threw, after which its memory may hold anything. */
export function isCrash(error: unknown): boolean {
  return (
    error instanceof Error && ["RuntimeError", "RangeError", "CompileError", "LinkError"].includes(error.name)
  );
}
