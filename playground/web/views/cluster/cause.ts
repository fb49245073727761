// Finds out why a file cannot be judged.

import { EngineFailure, judge } from "../../engine";
import { EMPTY } from "../../state";
import { utf8 } from "./encoding";

/** The causes that the page can explain in the reader's language. */
export type Cause =
  | "empty"
  | "notJson"
  | "broken"
  | "wrong"
  | "none"
  | "settings"
  | "crash"
  | "load"
  | "other";

/** Parsing a larger file would block the page. */
const LOOK_AT_MOST = 20_000_000;

/** The cause of an error: the engine, the settings, or something in the file. */
export async function causeOf(error: unknown, file: Blob, settings: string): Promise<Cause> {
  if (error instanceof EngineFailure && error.kind !== "input")
    return error.kind === "load" ? "load" : "crash";
  const { settingsRefused, problems } = await judge({ ...EMPTY, settings });
  if (settingsRefused !== null || problems.some(({ editor }) => editor === "settings")) return "settings";
  if (file.size > LOOK_AT_MOST) return "other";
  const text = await (await utf8(file)).text();
  if (!text.trim()) return "empty";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return /^\s*[{[]/.test(text) ? "broken" : "notJson";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "wrong";
  if ("items" in value) return Array.isArray(value.items) && value.items.length === 0 ? "none" : "other";
  return "wrong";
}
