import { LANGUAGES, language, setLanguage, useTexts } from "./i18n";
import { shell } from "./i18n/shell/en";
import { route, VIEWS } from "./routes";
import { setTheme, THEMES, theme } from "./theme";
import type { IconName } from "./ui/icons";
import { Icon } from "./ui/icons";
import { Segments } from "./ui/segments";

const NAMES = { en: "EN", ja: "日本語" };
const FULL_NAMES = { en: "English", ja: "日本語" };
const THEME_ICONS: Readonly<Record<(typeof THEMES)[number], IconName>> = {
  system: "system",
  light: "sun",
  dark: "moon",
};

/** The page's header: its name, the views, and the choice of language and colours. */
export function Header() {
  const t = useTexts("shell", shell);
  return (
    <header class="app-header">
      <a class="brand" href="#/judge">
        <img src="./icon.svg" alt="" width="24" height="24" />
        <span lang="en">{t.brand}</span>
      </a>
      <nav class="app-nav" aria-label={t.navigation}>
        {VIEWS.map((view) => (
          <a key={view} href={`#/${view}`} aria-current={route.value.view === view ? "page" : undefined}>
            {t.views[view]}
          </a>
        ))}
      </nav>
      <div class="app-tools">
        <Segments
          legend={t.language}
          hideLegend
          value={language.value}
          options={LANGUAGES.map((each) => [
            each,
            <>
              <span lang={each} aria-hidden="true">
                {NAMES[each]}
              </span>
              <span lang={each} class="visually-hidden">
                {FULL_NAMES[each]}
              </span>
            </>,
          ])}
          onChange={(next) => void setLanguage(next).catch(() => undefined)}
        />
        <Segments
          legend={t.theme}
          hideLegend
          value={theme.value}
          options={THEMES.map((each) => [
            each,
            <>
              <Icon name={THEME_ICONS[each]} />
              <span class="visually-hidden">{t.themes[each]}</span>
            </>,
          ])}
          onChange={setTheme}
        />
      </div>
    </header>
  );
}
