// All Japanese texts, as one chunk that only Japanese readers load.
export { cluster } from "./cluster/ja";
export { compare } from "./compare/ja";
export { judge } from "./judge/ja";
export { settings } from "./judge/settings.ja";
export { learn } from "./learn/ja";
export { shell } from "./shell/ja";
export { usage } from "./usage/ja";
