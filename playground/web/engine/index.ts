export type * from "./types";
export { EngineFailure } from "./failure";
export { judge, Latest, warmUp } from "./judge";
export { startSurvey } from "./survey";
export type { SurveyRun } from "./survey";
