// The types of the second module, which are generated from the Rust code.
export type {
  Bars,
  BindingUse,
  Elsewhere,
  FileProblem,
  FileRead,
  Found,
  Group,
  InUse,
  UsageReport,
  Used,
  UseRow,
  WorkloadUse,
} from "../../pkg/usage/playground_usage";
