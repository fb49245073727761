import { language, numbers, useTexts } from "../../../i18n";
import { usage } from "../../../i18n/usage/en";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** The texts about audit logs, and functions that format in the reader's language. */
export function useUsage() {
  const tag = language.value;
  return {
    t: useTexts("usage", usage),
    number: (value: number) => numbers.value.format(value),
    /** A size, such as `1.5 MB`. */
    size: (bytes: number) => size(bytes, tag),
    /** A time of the log, which is in UTC, without parts of a second. */
    time: (text: string) => `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`,
  };
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

/** How long something took, in the words of `t`. */
export function period(
  minutes: number,
  t: (typeof usage)["report"],
  number: (value: number) => string,
): string {
  const rounded = Math.round(minutes);
  if (minutes < 120) return t.minutes(rounded, number(rounded));
  if (minutes < 48 * 60) return t.hours(number(Math.round(minutes / 60)));
  return t.days(number(Math.round(minutes / 144) / 10));
}
