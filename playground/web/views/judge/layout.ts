import { useMedia } from "../../ui/use-media";

/** Whether all editors have room beside the verdicts; `desk.css` knows the same width. */
export const useWide = (): boolean => useMedia("(min-width: 70rem)");
