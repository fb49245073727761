// Explains a verdict in the reader's language; the policy's own message is in English.

import type { Exposure, Judged } from "../../engine";
import type { Judge } from "../../i18n/judge/en";
import { verdictOf } from "./verdict";

type Words = Judge["explain"];

/** A paragraph of the explanation; if it is about tokens, with who asked for them. */
export interface Paragraph {
  readonly text: string;
  readonly asked?: "nobody" | "serviceAccount" | "pod" | "unknown";
}

/** The explanation of an object's verdict. */
export function explain(object: Judged, t: Words): Paragraph[] {
  const verdict = verdictOf(object);
  if (verdict === "unjudged") return [{ text: t.unjudged }];
  if (object.code === 400) return [{ text: t.badRequest }];
  const isOpen = verdict === "rejected" || verdict === "warned";
  const paragraphs = groups(object.exposures).map((group) =>
    ofGroup(group, { isOpen, isFailed: object.code === 500 }, t),
  );
  if (object.code === 500) paragraphs.unshift({ text: t.lookupFailed });
  const about = aboutKind(object, t);
  if (about) paragraphs.push({ text: about });
  else if (!paragraphs.length) paragraphs.push({ text: nothing(object, t) });
  if (verdict === "changed") paragraphs.push({ text: t.changed });
  if (verdict === "warned") paragraphs.push({ text: t.warned });
  if (verdict === "accepted" && object.exposures.some(({ allowedBy }) => allowedBy === null))
    paragraphs.push({ text: t.passes });
  return paragraphs;
}

/** Groups containers that read the same token for the same reason. */
function groups(exposures: readonly Exposure[]): Exposure[][] {
  const found = new Map<string, Exposure[]>();
  for (const exposure of exposures) {
    const { how, askedBy, account, secret, audience, signer, allowedBy } = exposure;
    const key = JSON.stringify([how, askedBy, account, secret, audience, signer, allowedBy]);
    found.set(key, [...(found.get(key) ?? []), exposure]);
  }
  return [...found.values()];
}

interface Standing {
  /** Whether something should be done about it. */
  readonly isOpen: boolean;
  /** Whether a lookup failed on which the answer depends. */
  readonly isFailed: boolean;
}

function ofGroup(group: readonly Exposure[], { isOpen, isFailed }: Standing, t: Words): Paragraph {
  const [first] = group;
  if (!first) throw new Error("a group has members");
  const asked = first.askedBy ?? "unknown";
  const said = [reads(group, first, t), why(first, isFailed, t)];
  if (first.allowedBy !== null) said.push(t.allowedBy(first.allowedBy));
  else if (isOpen) said.push(first.how === "automount" ? t.todo[asked] : t.todo[first.how]);
  return { text: said.join(" "), asked };
}

function reads(group: readonly Exposure[], { account, how, signer }: Exposure, t: Words): string {
  if (how === "tokenRequest") return t.requested(account ?? "");
  const containers = t.containers(group.map(({ container }) => container ?? ""));
  const several = group.length > 1;
  return account && signer
    ? t.readsCertificate(containers, several, account, signer)
    : t.reads(containers, several, account);
}

function why({ how, askedBy, secret }: Exposure, isFailed: boolean, t: Words): string {
  if (how === "automount") return t.automount[askedBy ?? (isFailed ? "failed" : "unknown")];
  if (how === "projected" || how === "certificate" || how === "tokenRequest") return t[how];
  return secret ? t.secret(secret) : t.secretUnnamed;
}

/** The explanation of an object that contains no Pod. */
function aboutKind({ kind, accepted, warnings, patch, trail }: Judged, t: Words): string | null {
  if (trail) return null;
  const isFine = accepted === true && !warnings.length && !patch?.length;
  if (kind === "ServiceAccount") return isFine ? t.accountPasses : t.account;
  if (kind === "Secret") return isFine ? t.otherSecret : t.tokenSecret;
  return null;
}

function nothing({ trail }: Judged, t: Words): string {
  if (!trail) return t.none;
  return `${t.none} ${trail.automount ? t.ownMounts : t.because[trail.decidedBy]}`.trim();
}
