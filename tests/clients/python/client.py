"""Python's gql: the schema read and checked, a query with variables, a walk through pages and an error."""

import sys

from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXTransport

PAGE_SIZE = 3

PROJECT = gql(
    """
    query Project($slug: String!, $languages: [LanguageTag!]) {
      project(by: { slug: $slug }) {
        slug
        title(languages: $languages) { text language }
        totalBudget { amount currency }
      }
    }
    """
)
PAGE = gql(
    """
    query Page($first: Int!, $after: String) {
      projects(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { slug }
      }
    }
    """
)


def ask(session, query, **variables):
    query.variable_values = variables
    return session.execute(query)


def check(holds, what):
    if not holds:
        sys.exit(f"not as it should be: {what}")


def walk(session):
    slugs, after = [], None
    while True:
        page = ask(session, PAGE, first=PAGE_SIZE, after=after)["projects"]
        slugs += [node["slug"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return slugs, page["totalCount"]
        after = page["pageInfo"]["endCursor"]


def main(url):
    # The schema is read by introspection, and every query is checked against it before it is sent.
    with Client(transport=HTTPXTransport(url=url), fetch_schema_from_transport=True) as session:
        project = ask(session, PROJECT, slug="netco", languages=["en"])["project"]
        check(project["title"]["text"] == "Network of Cities for Collaborative Housing", project)
        check(project["totalBudget"]["amount"] == "152860.00", project)

        slugs, total = walk(session)
        check(len(slugs) == len(set(slugs)) == total > PAGE_SIZE, f"{slugs} of {total}")

        try:
            ask(session, PAGE, first=101)
        except TransportQueryError as error:
            check(error.errors[0]["extensions"]["code"] == "PAGE_TOO_LARGE", error.errors)
        else:
            sys.exit("a page that is too large is not refused")


main(sys.argv[1])
