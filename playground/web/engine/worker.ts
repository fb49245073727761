// The worker's script: loads the WebAssembly module and answers questions with it.

import { expose } from "comlink";
import init, { judge } from "../../pkg/playground.js";
import { whenLoaded } from "./loaded";
import { today } from "./today";
import type { Answer, Question } from "./types";

// Vite fills in the module's address. If loading fails, each question reports it.
const loaded = init();
loaded.catch(() => undefined);

const engine = {
  async judge(question: Question): Promise<Answer> {
    await whenLoaded(loaded);
    return judge({ ...question, today: question.today ?? today() });
  },
};

export type Engine = typeof engine;

expose(engine);
