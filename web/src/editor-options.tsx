import { pick, useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** Breaks long lines, which narrow panes need, and doesn't warn of letters and hyphens that look like others. */
export function EditorOptions() {
  const { queryEditor, variableEditor, responseEditor } = useGraphiQL(pick('queryEditor', 'variableEditor', 'responseEditor'));
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, responseEditor]) {
      editor?.updateOptions({ wordWrap: 'on', wrappingIndent: 'indent', unicodeHighlight: { ambiguousCharacters: false } });
    }
  }, [queryEditor, variableEditor, responseEditor]);
  return null;
}
