// Measures how much of a frame (1/60 s) a verdict takes: the share of the policy in the time of a keystroke.
// `make bench` runs it; the module runs in Node.js as it does in the page's worker.
import { readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import init, { judge } from "../pkg/playground.js";

const FRAME = 1000 / 60;
const ROUNDS = 200;

const container = (index) =>
  `      - name: c${index}\n        image: registry.example/app:${index}\n        ports:\n        - containerPort: 80${index}\n`;
const deployment = (name, containers) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n  template:\n    spec:\n      serviceAccountName: app\n      containers:\n` +
  Array.from({ length: containers }, (_, index) => container(index)).join("");
const account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app\n  namespace: shop\n";

const cases = [
  ["a Deployment with one container", deployment("web", 1)],
  ["a Deployment with ten containers", deployment("web", 10)],
  [
    "fifty Deployments",
    Array.from({ length: 50 }, (_, index) => deployment(`web-${index}`, 2)).join("---\n"),
  ],
];

await init({ module_or_path: await readFile(new URL("../pkg/playground_bg.wasm", import.meta.url)) });
for (const [name, objects] of cases) {
  const question = {
    objects,
    context: account,
    settings: "action: reject\n",
    namespace: "default",
    seen: "written",
    server: "current",
    absent: "saysNothing",
    today: null,
    lookupError: null,
    lookupAnswer: null,
  };
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    judge(question);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const part = (at) => `${((100 * times[Math.floor(at * ROUNDS)]) / FRAME).toFixed(1)} %`;
  console.log(`verdict on ${name}: ${part(0.5)} of a frame (median), ${part(0.95)} (95th percentile)`);
}
