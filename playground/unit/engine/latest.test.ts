// While a question is being answered, only the latest of the new ones is kept.

import { expect, test } from "vitest";
import { Latest } from "../../web/engine";

function setUp() {
  const asked: string[] = [];
  const heard: string[] = [];
  const open: { resolve(answer: string): void; reject(error: Error): void }[] = [];
  const latest = new Latest<string, string>(
    (question) => {
      asked.push(question);
      return new Promise((resolve, reject) => open.push({ resolve, reject }));
    },
    (answer) => heard.push(answer),
    (error) => heard.push(String(error)),
  );
  const next = async (what: "resolve" | "reject") => {
    const question = asked[asked.length - open.length];
    if (what === "resolve") open.shift()?.resolve(`answer to ${question}`);
    else open.shift()?.reject(new Error(`no answer to ${question}`));
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { latest, asked, heard, next };
}

test("the questions in between are dropped", async () => {
  const { latest, asked, heard, next } = setUp();
  for (const question of ["a", "b", "c", "d"]) latest.ask(question);
  expect(asked).toEqual(["a"]);
  await next("resolve");
  expect(asked).toEqual(["a", "d"]);
  await next("resolve");
  expect(heard).toEqual(["answer to a", "answer to d"]);
});

test("after an answer the next question is asked at once", async () => {
  const { latest, asked, heard, next } = setUp();
  latest.ask("a");
  await next("resolve");
  latest.ask("b");
  expect(asked).toEqual(["a", "b"]);
  await next("resolve");
  expect(heard).toEqual(["answer to a", "answer to b"]);
});

test("a failure is reported, and the latest question is asked all the same", async () => {
  const { latest, asked, heard, next } = setUp();
  latest.ask("a");
  latest.ask("b");
  await next("reject");
  expect(asked).toEqual(["a", "b"]);
  await next("resolve");
  expect(heard).toEqual(["Error: no answer to a", "answer to b"]);
});
