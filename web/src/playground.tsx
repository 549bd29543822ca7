import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { asked, follow } from './address';
import { AskAtOnce } from './ask-at-once';
import { EditorOptions } from './editor-options';
import { fetcher } from './fetcher';
import { isNarrow } from './narrow';
import { ShareButton } from './share-button';
import { starters } from './starters';
import { startersPlugin } from './starters-panel';
import { words } from './words';

const question = asked();
const plugins = [startersPlugin, explorerPlugin(), HISTORY_PLUGIN];

/** GraphiQL with the registry's own questions, and with links to questions. */
export function Playground() {
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      visiblePlugin={question || isNarrow() ? undefined : startersPlugin}
      initialQuery={question?.query}
      initialVariables={question?.variables}
      defaultTabs={question ? [question] : starters.slice(0, 1)}
      isHeadersEditorEnabled={false}
      showPersistHeadersSettings={false}
      schemaDescription
      inputValueDeprecation
      onTabChange={({ tabs, activeTabIndex }) => {
        const tab = tabs[activeTabIndex];
        follow({ query: tab?.query ?? '', variables: tab?.variables ?? undefined });
      }}
    >
      <GraphiQL.Logo>
        <a href="/">{words.home}</a>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, copy }) => (
          <>
            {prettify}
            {copy}
            <ShareButton />
          </>
        )}
      </GraphiQL.Toolbar>
      <EditorOptions />
      {question && <AskAtOnce />}
    </GraphiQL>
  );
}
