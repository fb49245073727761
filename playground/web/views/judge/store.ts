// The state of the view: the latest answers, and which object is shown.

import { batch, computed, effect, signal } from "@preact/signals";
import type { Answer, Editor, Judged, Question } from "../../engine";
import { EngineFailure, judge, Latest } from "../../engine";
import { judgeState } from "../../state";

/** A question and its answer. */
interface Outcome {
  readonly question: Question;
  readonly answer: Answer;
}

/** The latest answer, kept until the next one arrives. */
export const outcome = signal<Outcome | null>(null);

/** The latest answer without unreadable texts: while someone types, a text is often unreadable for a moment. */
const readable = signal<Outcome | null>(null);

/** The answer to show; stale if the texts in the editors cannot be read now. */
export const shown = computed(() => {
  const last = readable.value ?? outcome.value;
  return last && { ...last, isStale: last !== outcome.value };
});

/** Why the latest question has no answer. */
export const failure = signal<EngineFailure | null>(null);

/** The position of the cursor in the editor Objects. */
export const cursor = signal(0);

/** The object chosen in the list; it counts until the cursor moves. */
const chosen = signal<{ readonly index: number; readonly cursor: number } | null>(null);

/** The editor in front, where they are tabs. */
export const front = signal<Editor>("objects");

/** The index of the object whose details are shown: the chosen one, or the one at the cursor. */
export const selected = computed<number>(() => {
  const now = shown.value;
  if (!now) return 0;
  const { objects } = now.answer;
  const choice = chosen.value;
  if (choice && choice.cursor === cursor.value && choice.index < objects.length) return choice.index;
  return indexAt(objects, now.question.objects, cursor.value);
});

export function choose(index: number, at: number): void {
  chosen.value = { index, cursor: at };
  cursor.value = at;
}

const latest = new Latest<Question, Outcome>(
  async (question) => ({ question, answer: await judge(question) }),
  (next) => {
    failure.value = null;
    const { objects, settingsRefused, problems } = next.answer;
    const judged = objects.length > 0 || settingsRefused !== null || problems.length === 0;
    batch(() => {
      outcome.value = next;
      if (judged) readable.value = next;
    });
  },
  (error) => {
    failure.value = error instanceof EngineFailure ? error : new EngineFailure("crash", String(error));
  },
);

/** Judges the current state and every later one, until the returned function is called. */
export function follow(): () => void {
  return effect(() => latest.ask(judgeState.value));
}

/** The last object that starts before a position. Lines come first: the items of a List share a document. */
function indexAt(objects: readonly Judged[], text: string, at: number): number {
  const line = text.slice(0, at).split("\n").length;
  let found = 0;
  for (const [index, object] of objects.entries()) {
    const before = objects[found];
    const ownDocument = index > 0 && before !== undefined && object.from > before.from && object.from <= at;
    if (object.line <= line || ownDocument) found = index;
  }
  return found;
}

/** The position in the text where an object starts. */
export function startOf(object: Judged, text: string): number {
  let at = 0;
  for (let line = 1; line < object.line; line++) {
    const end = text.indexOf("\n", at);
    if (end < 0) break;
    at = end + 1;
  }
  return at;
}
