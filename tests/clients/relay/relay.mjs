// Relay: its compiler takes the schema as one of connections and nodes, and its store turns their pages.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import relay from "relay-runtime";
import * as questions from "../questions.mjs";

const { Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery, getSingularSelector } = relay;
const require = createRequire(import.meta.url);
const folder = import.meta.dirname;

rmSync(`${folder}/__generated__`, { recursive: true, force: true });
mkdirSync(`${folder}/__generated__`);
execFileSync(`${folder}/../node_modules/.bin/relay-compiler`, ["--noWatchman"], { cwd: folder, stdio: "inherit" });
const artifact = (name) => require(`./__generated__/${name}.graphql.js`);

const environment = new Environment({
  network: Network.create(async ({ text }, variables) => {
    const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json;q=0.9" };
    const answer = await fetch(questions.url, { method: "POST", headers, body: JSON.stringify({ query: text, variables }) });
    return answer.json();
  }),
  store: new Store(new RecordSource()),
});

/** Runs a query and keeps what it read in the store. */
async function ask(name, variables) {
  const operation = createOperationDescriptor(artifact(name), variables);
  environment.retain(operation);
  await fetchQuery(environment, artifact(name), variables).toPromise();
  return environment.lookup(operation.fragment).data;
}

/** Loads page after page into the connection of a fragment, whose object was read with its first page. */
async function walk(object, fragment, pageQuery) {
  for (;;) {
    const { list, id } = environment.lookup(getSingularSelector(artifact(fragment), object)).data;
    if (!list.pageInfo.hasNextPage) {
      questions.checkList(list.edges.map((edge) => edge.node.id), list.totalCount);
      return;
    }
    await ask(pageQuery, { id, count: questions.PAGE_SIZE, cursor: list.pageInfo.endCursor });
  }
}

const projects = await ask("documentsProjectsQuery", { count: questions.PAGE_SIZE });
await walk(projects, "documents_projects", "documentsProjectsPageQuery");

const { project } = await ask("documentsParticipationsQuery", { slug: "netco", count: questions.PAGE_SIZE });
await walk(project, "documents_participations", "documentsParticipationsPageQuery");

await assert.rejects(ask("documentsRefusedQuery", questions.TOO_LARGE), (error) => {
  questions.checkRefusal(error.source.errors);
  return true;
});
