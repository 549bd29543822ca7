import { language, type Language } from './words';

/** A question to begin with. Its file opens with its title, one comment a language: `# en: Which projects …?` */
export interface Starter {
  title: string;
  query: string;
  /** The variables that ask for texts in the reader's language, empty if the question asks for them already. */
  variables: string;
}

const files = import.meta.glob<string>('../starters/*.graphql', { query: '?raw', import: 'default', eager: true });

export const starters: Starter[] = Object.entries(files)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([, text]) => ({ title: title(text, language), query: text.trim(), variables: variables(text) }));

function title(text: string, wanted: Language): string {
  const titles = new Map([...text.matchAll(/^# (\w\w): (.*)$/gm)].map(([, tag, words]) => [tag, words]));
  return titles.get(wanted) ?? '';
}

function variables(text: string): string {
  return text.includes('$languages') && language !== 'en' ? JSON.stringify({ languages: [language] }) : '';
}
