import { language, numbers, useTexts } from "../../i18n";
import { cluster } from "../../i18n/cluster/en";

/** The texts of this view, and functions that format numbers in its language. */
export function useCluster() {
  const percent = new Intl.NumberFormat(language.value, { style: "percent", maximumFractionDigits: 0 });
  return {
    t: useTexts("cluster", cluster),
    number: (value: number) => numbers.value.format(value),
    share: (part: number, all: number) => percent.format(all ? part / all : 0),
  };
}
