//! Likeness of the names of organisations.

use std::collections::{BTreeMap, HashMap};

use record::{folding::words, legal_forms::is_legal_form};

/// How many of its rarest words a name is looked up by.
const RAREST: usize = 3;
/// Words that so many names of a country share tell nothing.
const MOST_NAMESAKES: usize = 60;
/// Among so many bearers of one name, each is held against each; among more, all against the first.
const FEW: usize = 10;
/// From here on, names are nearly equal.
const NEARLY: f64 = 0.75;

/// A name as it is compared: its words without legal forms at the beginning and the end. Letters that stand alone, as in `S.R.L.`, are
/// one word.
pub(super) fn comparable(name: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut is_spelt = false;
    for word in words(name) {
        let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        match tokens.last_mut().filter(|_| is_letter && is_spelt) {
            Some(last) => last.push_str(&word),
            None => tokens.push(word),
        }
        is_spelt = is_letter;
    }
    while tokens.len() > 1 && tokens.last().is_some_and(|last| is_legal_form(last)) {
        tokens.pop();
    }
    let forms = tokens.iter().take(tokens.len().saturating_sub(1)).take_while(|token| is_legal_form(token)).count();
    tokens.drain(..forms);
    tokens
}

/// One of the names of an organisation.
struct Name {
    bearer: usize,
    /// The numbers of its words, in order and each once.
    words: Vec<u32>,
    is_first: bool,
}

/// How two organisations are called alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Likeness {
    /// They have the same name.
    Same {
        /// True if it is a name of several words, or the first of both.
        telling: bool,
    },
    /// Their names share most of their words, and the rare ones more than the frequent.
    Near(f64),
}

/// The names of all organisations.
#[derive(Default)]
pub(super) struct Names {
    numbers: HashMap<String, u32>,
    /// In how many names each word is.
    frequency: Vec<u32>,
    names: Vec<Name>,
    /// The names by all of their words in order.
    same: BTreeMap<String, Vec<usize>>,
}

impl Names {
    /// Adds a name of the organisation with this number. The first name of each comes first.
    pub(super) fn add(&mut self, bearer: usize, name: &str, is_first: bool) {
        let tokens = comparable(name);
        if tokens.is_empty() {
            return;
        }
        self.same.entry(tokens.join(" ")).or_default().push(self.names.len());
        let mut words: Vec<u32> = tokens.into_iter().map(|token| self.number(token)).collect();
        words.sort_unstable();
        words.dedup();
        for word in &words {
            self.frequency[*word as usize] += 1;
        }
        self.names.push(Name { bearer, words, is_first });
    }

    fn number(&mut self, token: String) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(token).or_insert(next);
        if number == next {
            self.frequency.push(0);
        }
        number
    }

    /// Shows each pair of organisations that are called alike, at least once, the lesser number first. `country` says where one sits.
    pub(super) fn pairs(&self, country: impl Fn(usize) -> u16, mut found: impl FnMut(usize, usize, Likeness)) {
        for bearers in self.same.values() {
            pair(bearers, |one, other| {
                let (one, other) = (&self.names[one], &self.names[other]);
                let telling = one.words.len() > 1 || (one.is_first && other.is_first);
                show(one, other, Likeness::Same { telling }, &mut found);
            });
        }
        let mut blocks: HashMap<(u16, u32), Vec<usize>> = HashMap::new();
        for (number, name) in self.names.iter().enumerate() {
            let mut rarest = name.words.clone();
            rarest.sort_by_key(|word| (self.frequency[*word as usize], *word));
            for word in rarest.into_iter().take(RAREST) {
                blocks.entry((country(name.bearer), word)).or_default().push(number);
            }
        }
        for block in blocks.values().filter(|block| block.len() <= MOST_NAMESAKES) {
            for (i, one) in block.iter().enumerate() {
                for other in &block[i + 1..] {
                    let (one, other) = (&self.names[*one], &self.names[*other]);
                    let likeness = self.likeness(one, other);
                    if likeness >= NEARLY {
                        show(one, other, Likeness::Near(likeness), &mut found);
                    }
                }
            }
        }
    }

    /// What the words that both have weigh, of what all of them weigh.
    fn likeness(&self, one: &Name, other: &Name) -> f64 {
        let all_names = f64::from(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        let weight = |word: &u32| (1.0 + all_names / f64::from(self.frequency[*word as usize])).ln();
        let common: f64 = one.words.iter().filter(|word| other.words.binary_search(word).is_ok()).map(weight).sum();
        let all: f64 = one.words.iter().chain(&other.words).map(weight).sum::<f64>() - common;
        if all > 0.0 { common / all } else { 0.0 }
    }
}

fn show(one: &Name, other: &Name, likeness: Likeness, found: &mut impl FnMut(usize, usize, Likeness)) {
    if one.bearer != other.bearer {
        found(one.bearer.min(other.bearer), one.bearer.max(other.bearer), likeness);
    }
}

/// Pairs those that have something in common.
pub(super) fn pair<T: Copy>(alike: &[T], mut found: impl FnMut(T, T)) {
    for (i, one) in alike.iter().enumerate().take(if alike.len() <= FEW { FEW } else { 1 }) {
        for other in &alike[i + 1..] {
            found(*one, *other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_are_left_out() {
        for (name, expected) in [
            ("Alterix Ltd.", "alterix"),
            ("S.C. Alterix S.R.L.", "alterix"),
            ("ALTERIX Sp. z o.o.", "alterix"),
            ("Müller & Söhne GmbH & Co. KG", "muller sohne gmbh co"),
            ("SA", "sa"),
            ("Universitatea Babeș-Bolyai", "universitatea babes bolyai"),
            ("I.B.M.", "ibm"),
        ] {
            assert_eq!(comparable(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn rare_words_weigh_more() {
        let mut names = Names::default();
        let all = [
            "Xylology Institute of Vienna",
            "Institute of Xylology in Vienna",
            "Institute of Physics in Vienna",
            "Institute of Law in Vienna",
        ];
        for (number, name) in all.iter().enumerate() {
            names.add(number, name, true);
        }
        let mut pairs = Vec::new();
        names.pairs(|_| 0, |one, other, _| pairs.push((one, other)));
        assert!(!pairs.is_empty() && pairs.iter().all(|pair| *pair == (0, 1)), "{pairs:?}");
    }
}
