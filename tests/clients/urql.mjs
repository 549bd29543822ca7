// urql: a query with variables, a walk through pages and an error, by POST and by GET.
import assert from "node:assert/strict";
import { Client, fetchExchange } from "@urql/core";
import * as questions from "./questions.mjs";

for (const preferGetMethod of [false, "force"]) {
  const client = new Client({ url: questions.url, exchanges: [fetchExchange], preferGetMethod });
  const ask = async (query, variables) => {
    const { data, error } = await client.query(query, variables);
    assert.equal(error, undefined);
    return data;
  };
  questions.checkProject(await ask(questions.PROJECT, questions.PROJECT_VARIABLES));
  await questions.walk((variables) => ask(questions.PAGE, variables));
  const { data, error } = await client.query(questions.PAGE, questions.TOO_LARGE);
  assert.equal(data, undefined);
  assert.equal(error.networkError, undefined);
  questions.checkRefusal(error.graphQLErrors);
}
