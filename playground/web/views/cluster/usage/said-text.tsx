import { said } from "./said";
import { useUsage } from "./texts";

/** A sentence of the core, in the reader's language if there is a translation. */
export function Said({ sentence }: { readonly sentence: string }) {
  const { t } = useUsage();
  const { text, english } = said(sentence, t.core);
  return <span lang={english ? "en" : undefined}>{text}</span>;
}
