// The English texts of the frame around the views.

export const shell = {
  brand: "Who gets a token?",
  skip: "Skip to content",
  navigation: "Views",
  views: { judge: "Judge", learn: "Learn", cluster: "My cluster" },
  language: "Language",
  theme: "Colours",
  themes: { system: "System", light: "Light", dark: "Dark" },
  loading: "Loading …",
  failed: {
    load: "This part of the page could not be loaded. Check the connection and try again.",
    crash: "This view failed. What you typed in the editors is kept.",
    retry: "Try again",
  },
  footer:
    "Everything is judged inside this page, by the policy’s own code. Nothing you type or open is sent anywhere.",
};

export type Shell = typeof shell;
