// The engine's interface to the rest of the page.

export { EngineFailure } from "./failure";
export { judge, Latest, warmUp } from "./judge";
export type { SurveyRun } from "./survey";
export { startSurvey } from "./survey";
export type * from "./types";
