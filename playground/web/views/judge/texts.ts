import { texts } from "../../i18n";
import type { Judge } from "../../i18n/judge/en";
import { judge } from "../../i18n/judge/en";

/** The texts of this view. */
export const words = (): Judge => texts("judge", judge);

/** The same function, named like a hook for components. */
export const useJudge = words;
