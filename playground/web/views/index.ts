import type { ComponentType } from "preact";
import type { View } from "../routes";
import { lazy } from "../ui/lazy";

/** The page's views; each is loaded when it is first shown. */
export const VIEW: Readonly<Record<View, ComponentType>> = {
  judge: lazy(async () => (await import("./judge")).JudgeView),
  learn: lazy(async () => (await import("./learn")).LearnView),
  cluster: lazy(async () => (await import("./cluster")).ClusterView),
};
