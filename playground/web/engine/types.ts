// The types of the engine's questions and answers, which are generated from the Rust code.
export type {
  Advice,
  AdviceKind,
  Answer,
  AskedBy,
  ContainerKind,
  DecidedBy,
  Editor,
  Exposure,
  How,
  JudgedObject as Judged,
  Problem,
  ProblemKind,
  Question,
  TextEdit,
  Trail,
  TrailContainer,
  TrailToken,
} from "../../pkg/playground";
export type { ActionOutcome, Adoption, OptOut, Report, Row } from "../../pkg/usage/playground_usage";
