// graphql-request: a query with variables, a walk through pages and an error, by POST and by GET.
import assert from "node:assert/strict";
import { ClientError, GraphQLClient } from "graphql-request";
import * as questions from "./questions.mjs";

for (const method of ["POST", "GET"]) {
  const client = new GraphQLClient(questions.url, { method });
  questions.checkProject(await client.request(questions.PROJECT, questions.PROJECT_VARIABLES));
  await questions.walk((variables) => client.request(questions.PAGE, variables));
  const { extensions } = await client.rawRequest(questions.PROJECT, questions.PROJECT_VARIABLES);
  assert.ok(Number.isInteger(extensions.dataVersion), "every answer has its data version");
  await assert.rejects(client.request(questions.PAGE, questions.TOO_LARGE), (error) => {
    assert.ok(error instanceof ClientError, `${error}`);
    questions.checkRefusal(error.response.errors);
    return true;
  });
}
