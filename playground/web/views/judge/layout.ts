import { useMedia } from "../../ui/use-media";

/** Whether all editors fit beside the verdicts; `desk.css` uses the same width. */
export const useWide = (): boolean => useMedia("(min-width: 70rem)");
