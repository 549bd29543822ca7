import { pick, useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { isNarrow } from './narrow';
import { starters, type Starter } from './starters';
import { language, words } from './words';

/** Puts a starter question into the editor and asks it; what somebody wrote there stays in a tab of its own. */
function useAsk(): (starter: Starter) => void {
  const { addTab, run, setOperationName, setVisiblePlugin } = useGraphiQLActions();
  const { queryEditor, variableEditor, responseEditor } = useGraphiQL(pick('queryEditor', 'variableEditor', 'responseEditor'));
  // The panel is there before the editors are.
  const [wanted, want] = useState<Starter>();
  useEffect(() => {
    if (!wanted || !queryEditor || !responseEditor) return;
    want(undefined);
    const written = queryEditor.getValue().trim();
    if (written && !starters.some((starter) => starter.query === written)) addTab();
    queryEditor.setValue(wanted.query);
    variableEditor?.setValue(wanted.variables);
    // The editor reads the new name a moment later, too late for the question.
    setOperationName(/^query (\w+)/m.exec(wanted.query)?.[1] ?? '');
    void run();
    if (isNarrow()) setVisiblePlugin(null);
  }, [wanted, queryEditor, variableEditor, responseEditor]);
  return want;
}

function StartersPanel() {
  const ask = useAsk();
  return (
    <section className="starters" lang={language} aria-labelledby="starters-title">
      <h2 id="starters-title">{words.starters}</h2>
      <p>{words.startersHint}</p>
      <ol>
        {starters.map((starter) => (
          <li key={starter.title}>
            <button type="button" onClick={() => ask(starter)}>
              {starter.title}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function StartersIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <circle cx="12" cy="12" r="9.5" />
      <path d="M9.2 9.3a2.8 2.8 0 1 1 4 2.5c-.8.5-1.2 1-1.2 2M12 17v.01" />
    </svg>
  );
}

export const startersPlugin: GraphiQLPlugin = { title: words.starters, icon: StartersIcon, content: StartersPanel };
