// The types of a comparison, which are generated from the Rust code.
export type {
  Change,
  Changed,
  Claim,
  ClaimLimit,
  Compared,
  Relation,
  SettingsAnswer,
  SettingsProblem,
  ShownObject,
  Side,
} from "../../pkg/usage/playground_usage";
