import { language, useTexts } from "../../i18n";
import { learn } from "../../i18n/learn/en";

/** The texts of this view, and the language that they are in. */
export function useLearn() {
  return { t: useTexts("learn", learn), language: language.value };
}
