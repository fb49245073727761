import { Segments } from "../../ui/segments";
import { isOpen, toggle } from "./compare/state";
import { useCompare } from "./compare/texts";
import { chooseSettings, ownSettings } from "./survey";
import { useCluster } from "./texts";

/** The choice between the default settings and those in Judge, and a button to compare them with others. */
export function SettingsChoice() {
  const { t } = useCluster();
  const { t: compare } = useCompare();
  const own = ownSettings.value;
  return (
    <div class="settings-choice">
      <Segments
        legend={t.settings.title}
        value={own ? "judge" : "defaults"}
        options={[
          ["defaults", t.settings.defaults],
          ["judge", t.settings.judge],
        ]}
        onChange={(choice) => chooseSettings(choice === "judge")}
      />
      <p>{own ? t.settings.usingJudge : t.settings.usingDefaults}</p>
      <button type="button" class="button" aria-expanded={isOpen.value} onClick={toggle}>
        {compare.open}
      </button>
    </div>
  );
}
