import type { Limit, Why } from "../../../engine/usage-types";
import { language, numbers, useTexts } from "../../../i18n";
import { usage } from "../../../i18n/usage/en";
import type { Words } from "../../../i18n/usage/said";

/** How many names are in a sentence. */
const NAMES = 5;

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** The texts about audit logs, and functions that format in the reader's language. */
export function useUsage() {
  const tag = language.value;
  const t = useTexts("usage", usage);
  const number = (value: number) => numbers.value.format(value);
  const names = new Intl.ListFormat(tag === "en" ? "en-GB" : tag, { type: "conjunction" });
  const words: Words = {
    number,
    time,
    length: (minutes) => period(minutes, t.report, tag),
    list(all, more = 0) {
      const left = more + Math.max(0, all.length - NAMES);
      const shown = all.slice(0, NAMES);
      return names.format(left ? [...shown, t.report.nMore(number(left))] : shown);
    },
  };
  return {
    t,
    number,
    time,
    words,
    /** A size, such as `1.5 MB`. */
    size: (bytes: number) => size(bytes, tag),
  };
}

/** A time of the log, which is in UTC, without parts of a second. */
function time(text: string): string {
  return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}

function size(bytes: number, tag: string): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const format = new Intl.NumberFormat(tag, {
    style: "unit",
    unit: UNITS[unit] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  });
  return format.format(value);
}

/** How long something took, in the words of `t`; as the core says it. */
function period(minutes: number, t: (typeof usage)["report"], tag: string): string {
  const format = (value: number, digits: number) =>
    new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
      value,
    );
  if (minutes < 120) return t.minutes(minutes, format(minutes, 0));
  if (minutes < 48 * 60) return t.hours(format(minutes / 60, 0));
  return t.days(format(minutes / (24 * 60), 1));
}

/** A limit in the reader's language. */
export function limitText(limit: Limit, { t, words }: Language): string {
  return say(t.core.limits[limit.limit], limit, words);
}

/** What must hold for the limits to change nothing about a token that nobody used. */
export function doubtTexts(limits: readonly Limit[], { t, words }: Language): string[] {
  const found = limits.flatMap((limit) => {
    const doubt = t.core.doubts[limit.limit];
    return doubt ? [say(doubt, limit, words)] : [];
  });
  return [...new Set(found)];
}

/** Why a workload is in its group. */
export function whyText(why: Why, { t, words }: Language): string {
  return say(t.core.whys[why.why], why, words);
}

type Language = Pick<ReturnType<typeof useUsage>, "t" | "words">;

/** The text is that of the value's own variant, which TypeScript cannot know of a union. */
function say<T>(text: (value: never, words: Words) => string, value: T, words: Words): string {
  return (text as (value: T, words: Words) => string)(value, words);
}
