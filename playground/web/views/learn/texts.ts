import { language, useTexts } from "../../i18n";
import { learn } from "../../i18n/learn/en";

/** The texts of this view, and their language. */
export function useLearn() {
  return { t: useTexts("learn", learn), language: language.value };
}
