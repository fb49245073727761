/** Why the engine did not answer. */
export type FailureKind =
  /** The engine rejected the input, and its message says why. */
  | "input"
  /** The engine crashed; the next question starts a new one. */
  | "crash"
  /** The engine exceeded the time limit; the next question starts a new one. */
  | "slow"
  /** The engine could not be loaded. */
  | "load"
  /** The reader cancelled. */
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

/** Whether this error leaves the engine's memory in an undefined state. */
export function isCrash(error: unknown): boolean {
  return (
    error instanceof Error && ["RuntimeError", "RangeError", "CompileError", "LinkError"].includes(error.name)
  );
}
