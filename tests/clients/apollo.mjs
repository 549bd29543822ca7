// Apollo Client: a query with variables, pages merged in its cache and an error, by POST and by GET.
import assert from "node:assert/strict";
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import * as questions from "./questions.mjs";

const project = gql(questions.PROJECT);
const page = gql(questions.PAGE);

for (const useGETForQueries of [false, true]) {
  const client = new ApolloClient({
    link: new HttpLink({ uri: questions.url, useGETForQueries }),
    cache: new InMemoryCache({ typePolicies: { Query: { fields: { projects: relayStylePagination() } } } }),
  });
  const ask = async (query, variables) => (await client.query({ query, variables, fetchPolicy: "network-only" })).data;

  questions.checkProject(await ask(project, questions.PROJECT_VARIABLES));

  // The cache puts each page behind those that it has, and gives the list as far as it is known.
  let projects;
  do {
    ({ projects } = await ask(page, { first: questions.PAGE_SIZE, after: projects?.pageInfo.endCursor }));
  } while (projects.pageInfo.hasNextPage);
  questions.checkList(projects.edges.map((edge) => edge.node.slug), projects.totalCount);

  await assert.rejects(ask(page, questions.TOO_LARGE), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error), `${error}`);
    questions.checkRefusal(error.errors);
    return true;
  });
}
