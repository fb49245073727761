// The worker's script: loads the WebAssembly module and answers questions with it.

import { expose } from "comlink";
import init, { judge } from "../../pkg/playground.js";
import { today } from "./today";
import type { Answer, Question } from "./types";

// Vite fills in the module's address. If loading fails, each question reports it.
const loaded = init();
loaded.catch(() => undefined);

async function ready(): Promise<void> {
  try {
    await loaded;
  } catch (error) {
    throw Object.assign(new Error(error instanceof Error ? error.message : String(error)), {
      name: "LoadError",
    });
  }
}

const engine = {
  async judge(question: Question): Promise<Answer> {
    await ready();
    return judge({ ...question, today: question.today ?? today() });
  },
};

export type Engine = typeof engine;

expose(engine);
