/** Our own words of the playground, in the language of the browser or of `?lang=`. GraphiQL itself speaks English. */
const WORDS = {
  en: {
    home: 'Inclusion registry',
    starters: 'Starter questions',
    startersHint: 'Choose a question: it is asked at once, and you can change it.',
    share: 'Copy a link to this question',
    shared: 'The link is copied',
    notShared: 'The link could not be copied: take it from the address bar',
    tooLong: 'The question is too long for a link',
  },
  ro: {
    home: 'Registrul incluziunii',
    starters: 'Întrebări de pornire',
    startersHint: 'Alegeți o întrebare: răspunsul vine imediat, iar întrebarea poate fi modificată.',
    share: 'Copiază linkul către această întrebare',
    shared: 'Linkul a fost copiat',
    notShared: 'Linkul nu a putut fi copiat: luați-l din bara de adrese',
    tooLong: 'Întrebarea este prea lungă pentru un link',
  },
};

export type Language = keyof typeof WORDS;

function choose(): Language {
  const asked = new URLSearchParams(location.search).get('lang');
  const wanted = [asked, ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase());
  return wanted.find((tag) => tag === 'ro' || tag === 'en') ?? 'en';
}

export const language: Language = choose();

export const words = WORDS[language];
