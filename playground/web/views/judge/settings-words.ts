import { settingsHelp } from "../../editor/settings-help";
import { texts } from "../../i18n";
import { words } from "./texts";

/** Completion and hover text for the settings, in the reader's language. */
export const help = settingsHelp({
  describe: ({ path, description }) => {
    const japanese = texts("settings", null);
    return japanese?.[path as keyof typeof japanese] ?? description;
  },
  labels: () => words().editors.setting,
});
