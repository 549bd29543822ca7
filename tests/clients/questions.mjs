// What every client asks of the curated data, and what the answers have to be.
import assert from "node:assert/strict";

/** The address of the GraphQL API: the one argument of every program here. */
export const url = process.argv[2] ?? "";
assert.ok(url, "name the address of the API, such as http://127.0.0.1:8080/graphql");

export const PROJECT = /* GraphQL */ `
  query Project($slug: String!, $languages: [LanguageTag!]) {
    project(by: { slug: $slug }) {
      slug
      title(languages: $languages) { text language }
      totalBudget { amount currency }
    }
  }
`;
export const PROJECT_VARIABLES = { slug: "netco", languages: ["en"] };

export function checkProject(data) {
  assert.equal(data.project.slug, "netco");
  assert.equal(data.project.title.text, "Network of Cities for Collaborative Housing");
  assert.equal(data.project.totalBudget.amount, "152860.00");
}

export const PAGE = /* GraphQL */ `
  query Page($first: Int!, $after: String) {
    projects(first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { cursor node { id slug } }
    }
  }
`;
export const PAGE_SIZE = 3;

/** Turns all pages and gives the slugs of all projects; `ask` gets the variables of a page and gives its data. */
export async function walk(ask) {
  const slugs = [];
  for (let after = null; ; ) {
    const { projects } = await ask({ first: PAGE_SIZE, after });
    slugs.push(...projects.edges.map((edge) => edge.node.slug));
    if (!projects.pageInfo.hasNextPage) {
      checkList(slugs, projects.totalCount);
      return slugs;
    }
    assert.equal(projects.edges.length, PAGE_SIZE, "a page in the middle is full");
    after = projects.pageInfo.endCursor;
  }
}

/** A list that was read in pages has every row once, and takes more than one page. */
export function checkList(keys, totalCount) {
  assert.equal(keys.length, totalCount, "a page loses or repeats a row");
  assert.equal(new Set(keys).size, totalCount, "a row comes twice");
  assert.ok(totalCount > PAGE_SIZE, "the list is too short for a walk");
}

/** The variables of a page that is refused. */
export const TOO_LARGE = { first: 101 };

/** What a client tells its program when that page is refused. */
export function checkRefusal(errors) {
  assert.equal(errors.length, 1);
  assert.match(errors[0].message, /101.*100/);
  assert.equal(errors[0].extensions.code, "PAGE_TOO_LARGE");
}
