import { batch, computed, effect, signal } from "@preact/signals";
import type { Answer, Editor, Judged, Question } from "../../engine";
import { EngineFailure, judge, Latest } from "../../engine";
import { judgeState } from "../../state";

/** A question and what came of it. */
interface Outcome {
  readonly question: Question;
  readonly answer: Answer;
}

/** The last answer; it stays while the next one is on its way. */
export const outcome = signal<Outcome | null>(null);

/** The last answer that judged something: while a text is typed it often cannot be read for a moment. */
const readable = signal<Outcome | null>(null);

/** What is shown, and whether what stands in the editors now cannot be read. */
export const shown = computed(() => {
  const last = readable.value ?? outcome.value;
  return last && { ...last, isStale: last !== outcome.value };
});

/** Why there is no newer answer. */
export const failure = signal<EngineFailure | null>(null);

/** Where the cursor is in the objects. */
export const cursor = signal(0);

/** An object chosen in the list, as long as the cursor stays where it was put. */
const chosen = signal<{ readonly index: number; readonly cursor: number } | null>(null);

/** The editor in front where only one has room. */
export const front = signal<Editor>("objects");

/** The object that is shown at length: the one under the cursor. */
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

/** Judges what stands in Judge, from now on and with every change. */
export function follow(): () => void {
  return effect(() => latest.ask(judgeState.value));
}

/** The last object that begins before a place; objects of a List share a document, so lines count first. */
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

/** Where an object begins in the text it was read from. */
export function startOf(object: Judged, text: string): number {
  let at = 0;
  for (let line = 1; line < object.line; line++) {
    const end = text.indexOf("\n", at);
    if (end < 0) break;
    at = end + 1;
  }
  return at;
}
