import { pick, ToolbarButton, useGraphiQL } from '@graphiql/react';
import { useState } from 'react';
import { link } from './address';
import { language, words } from './words';

/** Copies a link that asks the question in the editor. */
export function ShareButton() {
  const { queryEditor, variableEditor } = useGraphiQL(pick('queryEditor', 'variableEditor'));
  const [said, say] = useState('');
  const share = async () => {
    const url = link({ query: queryEditor?.getValue() ?? '', variables: variableEditor?.getValue() });
    if (url) {
      try {
        await navigator.clipboard.writeText(url.href);
        say(words.shared);
      } catch {
        // Browsers give no clipboard to pages without encryption.
        say(words.notShared);
      }
    } else {
      say(words.tooLong);
    }
    setTimeout(() => say(''), 4000);
  };
  return (
    <>
      <ToolbarButton label={words.share} lang={language} onClick={() => void share()}>
        <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
          <path d="M10 14a4.5 4.5 0 0 0 6.4.4l3-3a4.5 4.5 0 0 0-6.4-6.4l-1.5 1.5M14 10a4.5 4.5 0 0 0-6.4-.4l-3 3A4.5 4.5 0 0 0 11 19l1.5-1.5" />
        </svg>
      </ToolbarButton>
      <p role="status" className="share-status" lang={language}>
        {said}
      </p>
    </>
  );
}
