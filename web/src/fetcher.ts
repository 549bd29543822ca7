import type { GraphiQLProps } from 'graphiql';

/** Asks the registry. What isn't JSON, such as a proxy's page, is told as the error that it is. */
export const fetcher: GraphiQLProps['fetcher'] = async (question) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json;q=0.9' },
    body: JSON.stringify(question),
  });
  if (!response.headers.get('content-type')?.includes('json')) {
    throw new Error(`The registry did not answer: ${response.status} ${response.statusText}`);
  }
  return response.json();
};
