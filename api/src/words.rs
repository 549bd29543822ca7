//! What the values of closed lists, languages and currencies are called, in English and Romanian.

/// A value and what it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// The value as it is stored.
    pub value: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Its name in Romanian.
    pub ro: &'static str,
}

const fn word(value: &'static str, en: &'static str, ro: &'static str) -> Word {
    Word { value, en, ro }
}

/// The word for a value; `None` if there is none.
#[must_use]
pub fn find(words: &'static [Word], value: &str) -> Option<&'static Word> {
    words.iter().find(|word| word.value == value)
}

/// How far a project has come.
pub static PROJECT_STATUSES: [Word; 4] = [
    word("PLANNED", "Planned", "Planificat"),
    word("ONGOING", "Ongoing", "În desfășurare"),
    word("COMPLETED", "Completed", "Finalizat"),
    word("TERMINATED", "Terminated", "Întrerupt"),
];

/// The part that a partner plays in a project.
pub static PARTICIPATION_ROLES: [Word; 12] = [
    word("COORDINATOR", "Coordinator", "Coordonator"),
    word("PARTNER", "Partner", "Partener"),
    word("ASSOCIATED_PARTNER", "Associated partner", "Partener asociat"),
    word("INTERNATIONAL_PARTNER", "International partner", "Partener internațional"),
    word("THIRD_PARTY", "Third party", "Parte terță"),
    word("SUPPORTER", "Supporter", "Susținător"),
    word("FUNDER", "Funder", "Finanțator"),
    word("ACCOUNTABLE", "Accountable organisation", "Organizație responsabilă"),
    word("EXTENDING", "Budget manager", "Administrator al bugetului"),
    word("IMPLEMENTER", "Implementer", "Implementator"),
    word("RECIPIENT", "Recipient", "Beneficiar"),
    word("OTHER", "Other", "Altul"),
];

/// What kind of organisation a partner is.
pub static PARTNER_KINDS: [Word; 11] = [
    word("PUBLIC_AUTHORITY", "Public authority", "Autoritate publică"),
    word("NATIONAL_AUTHORITY", "National authority", "Autoritate națională"),
    word("REGIONAL_AUTHORITY", "Regional authority", "Autoritate regională"),
    word("LOCAL_AUTHORITY", "Local authority", "Autoritate locală"),
    word("CIVIL_SOCIETY", "Civil society", "Societate civilă"),
    word("EDUCATION", "Education", "Învățământ"),
    word("RESEARCH", "Research", "Cercetare"),
    word("COMPANY", "Company", "Companie"),
    word("INTERNATIONAL_ORGANISATION", "International organisation", "Organizație internațională"),
    word("NATURAL_PERSON", "Private person", "Persoană fizică"),
    word("OTHER", "Other", "Altele"),
];

/// Whether applications can be made to a funding call.
pub static CALL_STATUSES: [Word; 3] = [
    word("FORTHCOMING", "Forthcoming", "Urmează să se deschidă"),
    word("OPEN", "Open", "Deschis"),
    word("CLOSED", "Closed", "Închis"),
];

/// What kind of result it is.
pub static RESULT_KINDS: [Word; 8] = [
    word("OUTPUT", "Output", "Realizare"),
    word("OUTCOME", "Outcome", "Rezultat"),
    word("IMPACT", "Impact", "Impact"),
    word("PUBLICATION", "Publication", "Publicație"),
    word("EVENT", "Event", "Eveniment"),
    word("DELIVERABLE", "Deliverable", "Livrabil"),
    word("REPORT", "Report", "Raport"),
    word("OTHER", "Other", "Altul"),
];

/// Whether an indicator meets its target.
pub static TARGET_REACHED: [Word; 2] =
    [word("true", "Target reached", "Țintă atinsă"), word("false", "Target missed", "Țintă neatinsă")];

/// Languages that occur in European projects.
pub static LANGUAGES: [Word; 44] = [
    word("ar", "Arabic", "arabă"),
    word("bg", "Bulgarian", "bulgară"),
    word("bs", "Bosnian", "bosniacă"),
    word("ca", "Catalan", "catalană"),
    word("cs", "Czech", "cehă"),
    word("cy", "Welsh", "galeză"),
    word("da", "Danish", "daneză"),
    word("de", "German", "germană"),
    word("el", "Greek", "greacă"),
    word("en", "English", "engleză"),
    word("es", "Spanish", "spaniolă"),
    word("et", "Estonian", "estonă"),
    word("eu", "Basque", "bască"),
    word("fi", "Finnish", "finlandeză"),
    word("fr", "French", "franceză"),
    word("ga", "Irish", "irlandeză"),
    word("gl", "Galician", "galiciană"),
    word("hr", "Croatian", "croată"),
    word("hu", "Hungarian", "maghiară"),
    word("is", "Icelandic", "islandeză"),
    word("it", "Italian", "italiană"),
    word("lb", "Luxembourgish", "luxemburgheză"),
    word("lt", "Lithuanian", "lituaniană"),
    word("lv", "Latvian", "letonă"),
    word("mk", "Macedonian", "macedoneană"),
    word("mt", "Maltese", "malteză"),
    word("nb", "Norwegian Bokmål", "norvegiană bokmål"),
    word("nl", "Dutch", "neerlandeză"),
    word("no", "Norwegian", "norvegiană"),
    word("pl", "Polish", "poloneză"),
    word("pt", "Portuguese", "portugheză"),
    word("ro", "Romanian", "română"),
    word("rom", "Romani", "romani"),
    word("ru", "Russian", "rusă"),
    word("sk", "Slovak", "slovacă"),
    word("sl", "Slovenian", "slovenă"),
    word("sq", "Albanian", "albaneză"),
    word("sr", "Serbian", "sârbă"),
    word("sv", "Swedish", "suedeză"),
    word("tr", "Turkish", "turcă"),
    word("uk", "Ukrainian", "ucraineană"),
    word("yi", "Yiddish", "idiș"),
    word("und", "Language not stated", "limbă neprecizată"),
    word("zxx", "No language", "fără limbă"),
];

/// Currencies that occur in European projects.
pub static CURRENCIES: [Word; 26] = [
    word("ALL", "Albanian lek", "lek albanez"),
    word("AUD", "Australian dollar", "dolar australian"),
    word("BAM", "Bosnia-Herzegovina convertible mark", "marcă convertibilă din Bosnia și Herțegovina"),
    word("BGN", "Bulgarian lev", "leva bulgărească"),
    word("CAD", "Canadian dollar", "dolar canadian"),
    word("CHF", "Swiss franc", "franc elvețian"),
    word("CNY", "Chinese yuan", "yuan chinezesc"),
    word("CZK", "Czech koruna", "coroană cehă"),
    word("DKK", "Danish krone", "coroană daneză"),
    word("EUR", "Euro", "euro"),
    word("GBP", "Pound sterling", "liră sterlină"),
    word("HRK", "Croatian kuna", "kuna croată"),
    word("HUF", "Hungarian forint", "forint maghiar"),
    word("ILS", "Israeli new shekel", "șekel israelian nou"),
    word("ISK", "Icelandic króna", "coroană islandeză"),
    word("JPY", "Japanese yen", "yen japonez"),
    word("MDL", "Moldovan leu", "leu moldovenesc"),
    word("MKD", "Macedonian denar", "dinar macedonean"),
    word("NOK", "Norwegian krone", "coroană norvegiană"),
    word("PLN", "Polish złoty", "zlot polonez"),
    word("RON", "Romanian leu", "leu românesc"),
    word("RSD", "Serbian dinar", "dinar sârbesc"),
    word("SEK", "Swedish krona", "coroană suedeză"),
    word("TRY", "Turkish lira", "liră turcească"),
    word("UAH", "Ukrainian hryvnia", "hryvna ucraineană"),
    word("USD", "US dollar", "dolar american"),
];

#[cfg(test)]
mod tests {
    use sea_orm::{ActiveEnum, Iterable};

    use super::*;

    fn values<E: ActiveEnum<Value = String> + Iterable>() -> Vec<String> {
        E::iter().map(|value| value.to_value()).collect()
    }

    #[test]
    fn every_value_of_a_closed_list_has_a_word() {
        let named = |words: &[Word]| words.iter().map(|word| word.value.to_owned()).collect::<Vec<_>>();
        assert_eq!(named(&PROJECT_STATUSES), values::<entity::ProjectStatus>());
        assert_eq!(named(&PARTICIPATION_ROLES), values::<entity::ParticipationRole>());
        assert_eq!(named(&PARTNER_KINDS), values::<entity::PartnerKind>());
        assert_eq!(named(&CALL_STATUSES), values::<entity::CallStatus>());
        assert_eq!(named(&RESULT_KINDS), values::<entity::ResultKind>());
    }
}
