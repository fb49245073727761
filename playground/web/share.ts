// Packs what readers typed into a share link, and reads such a link.

import type { View } from "./routes";
import type { JudgeState } from "./state";
import { EMPTY } from "./state";

/** Mail programs and chats may truncate links that are longer than this. */
export const LONG_LINK = 8192;

/** The most characters a link may unpack to, so that a malicious one cannot exhaust memory. */
const MOST = 4 * 1024 * 1024;

const CHOICES = {
  seen: ["written", "webhook"],
  server: ["current", "legacy"],
  absent: ["saysNothing", "notFound"],
} as const;

/** A link that opens this state of Judge. */
export async function shareLink(state: JudgeState): Promise<string> {
  const said = Object.entries(state).filter(([key, value]) => value !== EMPTY[key as keyof JudgeState]);
  return linkTo("judge", Object.fromEntries(said));
}

/** A link to a view with these texts. All of it is in the fragment, which browsers do not send to a server. */
export async function linkTo(view: View, texts: object): Promise<string> {
  const packed = await pack(JSON.stringify(texts));
  return `${location.href.split("#")[0] ?? ""}#/${view}?s=${packed}`;
}

/** Reads the parameter `s` of a link to Judge; rejects if it is damaged. */
export async function readShared(packed: string): Promise<JudgeState> {
  const parts = await readLink(packed);
  return { ...EMPTY, ...Object.fromEntries(parts.filter(([key, part]) => isPart(key, part))) };
}

/** Reads the parameter `s` of a link, whose parts may be anything; rejects if it is damaged. */
export async function readLink(packed: string): Promise<[string, unknown][]> {
  const value: unknown = JSON.parse(await unpack(packed));
  if (typeof value !== "object" || value === null) throw new Error("not an object");
  return Object.entries(value);
}

function isPart(key: string, part: unknown): boolean {
  if (!Object.hasOwn(EMPTY, key) || typeof part !== "string") return false;
  const choices: readonly string[] | undefined = CHOICES[key as keyof typeof CHOICES];
  return choices?.includes(part) ?? true;
}

async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function unpack(packed: string): Promise<string> {
  const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > MOST) throw new Error("too long");
  }
}
