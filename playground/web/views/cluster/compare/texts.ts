import { numbers, useTexts } from "../../../i18n";
import { compare } from "../../../i18n/compare/en";

/** The texts about comparisons, and numbers in their language. */
export function useCompare() {
  return {
    t: useTexts("compare", compare),
    number: (value: number) => numbers.value.format(value),
  };
}
