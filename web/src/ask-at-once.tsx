import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';

/** Asks the question that the page was opened with, as soon as it is read. Which one of several is left to the reader. */
export function AskAtOnce() {
  const { run } = useGraphiQLActions();
  const ready = useGraphiQL(({ queryEditor, responseEditor, operations }) => Boolean(queryEditor && responseEditor) && operations?.length === 1);
  const done = useRef(false);
  useEffect(() => {
    if (ready && !done.current) {
      done.current = true;
      void run();
    }
  }, [ready, run]);
  return null;
}
