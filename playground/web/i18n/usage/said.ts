// The types of what is said about typed values of the core: every value has its text in every language.

import type { Limit, Why } from "../../engine/usage-types";

/** Formats values in the reader's language. */
export interface Words {
  number(value: number): string;
  /** A length of time. */
  length(minutes: number): string;
  /** A time of the log. */
  time(text: string): string;
  /** A few of these, and how many more there are. */
  list(names: readonly string[], more?: number): string;
}

/** A text for each of what logs cannot show. */
export type LimitTexts = {
  readonly [L in Limit["limit"]]: (limit: Extract<Limit, { limit: L }>, words: Words) => string;
};

/** What must hold for a limit to change nothing about a token that nobody used; for those that matter. */
export type DoubtTexts = Partial<LimitTexts>;

/** A text for each reason of a group, without a full stop. */
export type WhyTexts = {
  readonly [W in Why["why"]]: (why: Extract<Why, { why: W }>, words: Words) => string;
};

/** What is remarkable about how a token was used. */
export interface RemarkTexts {
  /** The tokens that are not bound to a Pod. */
  tokens(kinds: readonly string[], secrets: readonly string[], words: Words): string;
  stale(last: string, words: Words): string;
  asOthers(count: number, words: Words): string;
  otherUses(count: number, words: Words): string;
  readonly moreRights: string;
}
