import { Segments } from "../../ui/segments";
import { chooseSettings, ownSettings } from "./survey";
import { useCluster } from "./texts";

/** The choice between the default settings and those in Judge. */
export function SettingsChoice() {
  const { t } = useCluster();
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
    </div>
  );
}
