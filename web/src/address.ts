/** A question as a link carries it: `/graphiql?query=…&variables=…`. */
export interface Question {
  query: string;
  variables?: string | undefined;
}

/** The longest address that every server takes, in characters. */
const LONGEST = 8000;

/** The question that this page was opened with. */
export function asked(): Question | undefined {
  const parameters = new URLSearchParams(location.search);
  const query = parameters.get('query');
  return query ? { query, variables: parameters.get('variables') ?? undefined } : undefined;
}

/** The address that asks a question; nothing if the question is too long for one. */
export function link({ query, variables }: Question): URL | undefined {
  const url = new URL(location.pathname, location.origin);
  if (query.trim()) url.searchParams.set('query', query);
  if (variables?.trim()) url.searchParams.set('variables', variables);
  return url.href.length <= LONGEST ? url : undefined;
}

let waiting: number | undefined;

/** Keeps the address bar on the question that is being edited. Browsers refuse to be told too often. */
export function follow(question: Question): void {
  clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    const url = link(question) ?? new URL(location.pathname, location.origin);
    const language = new URLSearchParams(location.search).get('lang');
    if (language) url.searchParams.set('lang', language);
    history.replaceState(null, '', url);
  }, 300);
}
