// A program on generated types. It compiles only if they are what the schema says.
import assert from "node:assert/strict";
import { ClientError, GraphQLClient } from "graphql-request";
import { checkList, checkProject, checkRefusal, PAGE_SIZE, PROJECT_VARIABLES, TOO_LARGE, url } from "../questions.mjs";
import { PageDocument, ProjectDocument, type PageQuery, type ProjectQuery } from "./generated/graphql.js";

const client = new GraphQLClient(url);

const found: ProjectQuery = await client.request(ProjectDocument, PROJECT_VARIABLES);
checkProject(found);
// An amount is text, and what can be null has to be asked for with care.
const amount: string | undefined = found.project?.totalBudget?.amount;
const months: number | null | undefined = found.project?.period?.months;
assert.deepEqual([amount, months], ["152860.00", 24]);

const ids: string[] = [];
let page: PageQuery["projects"] | undefined;
do {
  const after: string | null = page?.pageInfo.endCursor ?? null;
  page = (await client.request(PageDocument, { first: PAGE_SIZE, after, filter: { withdrawn: false } })).projects;
  ids.push(...page.nodes.map((project) => project.id));
} while (page.pageInfo.hasNextPage);
checkList(ids, page.totalCount);

await assert.rejects(client.request(PageDocument, TOO_LARGE), (error: unknown) => {
  assert.ok(error instanceof ClientError);
  checkRefusal(error.response.errors);
  return true;
});

/** Never called: what the schema lacks doesn't compile. */
export async function mistakes(): Promise<void> {
  // @ts-expect-error The size of a page is a variable that must be given.
  await client.request(PageDocument, { after: null });
  // @ts-expect-error No project has this status.
  await client.request(PageDocument, { first: 1, filter: { status: { eq: "FINISHED" } } });
  // @ts-expect-error It may not be there.
  assert.ok(found.project.slug);
}
