//! Labels of the values of closed lists, languages and currencies, in English and Romanian.

/// A value and what it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The value as it is stored.
    pub value: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Its name in Romanian.
    pub ro: &'static str,
}

const fn label(value: &'static str, en: &'static str, ro: &'static str) -> Label {
    Label { value, en, ro }
}

/// The label of a value; `None` if there is none.
#[must_use]
pub fn find(labels: &'static [Label], value: &str) -> Option<&'static Label> {
    labels.iter().find(|label| label.value == value)
}

/// Labels of project statuses.
pub static PROJECT_STATUSES: [Label; 4] = [
    label("PLANNED", "Planned", "Planificat"),
    label("ONGOING", "Ongoing", "În desfășurare"),
    label("COMPLETED", "Completed", "Finalizat"),
    label("TERMINATED", "Terminated", "Întrerupt"),
];

/// The part that a partner plays in a project.
pub static PARTICIPATION_ROLES: [Label; 12] = [
    label("COORDINATOR", "Coordinator", "Coordonator"),
    label("PARTNER", "Partner", "Partener"),
    label("ASSOCIATED_PARTNER", "Associated partner", "Partener asociat"),
    label("INTERNATIONAL_PARTNER", "International partner", "Partener internațional"),
    label("THIRD_PARTY", "Third party", "Parte terță"),
    label("SUPPORTER", "Supporter", "Susținător"),
    label("FUNDER", "Funder", "Finanțator"),
    label("ACCOUNTABLE", "Accountable organisation", "Organizație responsabilă"),
    label("EXTENDING", "Budget manager", "Administrator al bugetului"),
    label("IMPLEMENTER", "Implementer", "Implementator"),
    label("RECIPIENT", "Recipient", "Beneficiar"),
    label("OTHER", "Other", "Altul"),
];

/// Labels of kinds of partners.
pub static PARTNER_KINDS: [Label; 11] = [
    label("PUBLIC_AUTHORITY", "Public authority", "Autoritate publică"),
    label("NATIONAL_AUTHORITY", "National authority", "Autoritate națională"),
    label("REGIONAL_AUTHORITY", "Regional authority", "Autoritate regională"),
    label("LOCAL_AUTHORITY", "Local authority", "Autoritate locală"),
    label("CIVIL_SOCIETY", "Civil society", "Societate civilă"),
    label("EDUCATION", "Education", "Învățământ"),
    label("RESEARCH", "Research", "Cercetare"),
    label("COMPANY", "Company", "Companie"),
    label("INTERNATIONAL_ORGANISATION", "International organisation", "Organizație internațională"),
    label("NATURAL_PERSON", "Private person", "Persoană fizică"),
    label("OTHER", "Other", "Altele"),
];

/// Whether applications can be made to a funding call.
pub static CALL_STATUSES: [Label; 3] = [
    label("FORTHCOMING", "Forthcoming", "Urmează să se deschidă"),
    label("OPEN", "Open", "Deschis"),
    label("CLOSED", "Closed", "Închis"),
];

/// Labels of kinds of results.
pub static RESULT_KINDS: [Label; 8] = [
    label("OUTPUT", "Output", "Realizare"),
    label("OUTCOME", "Outcome", "Rezultat"),
    label("IMPACT", "Impact", "Impact"),
    label("PUBLICATION", "Publication", "Publicație"),
    label("EVENT", "Event", "Eveniment"),
    label("DELIVERABLE", "Deliverable", "Livrabil"),
    label("REPORT", "Report", "Raport"),
    label("OTHER", "Other", "Altul"),
];

/// Whether an indicator meets its target.
pub static TARGET_REACHED: [Label; 2] =
    [label("true", "Target reached", "Țintă atinsă"), label("false", "Target missed", "Țintă neatinsă")];

/// Languages that occur in European projects.
pub static LANGUAGES: [Label; 44] = [
    label("ar", "Arabic", "arabă"),
    label("bg", "Bulgarian", "bulgară"),
    label("bs", "Bosnian", "bosniacă"),
    label("ca", "Catalan", "catalană"),
    label("cs", "Czech", "cehă"),
    label("cy", "Welsh", "galeză"),
    label("da", "Danish", "daneză"),
    label("de", "German", "germană"),
    label("el", "Greek", "greacă"),
    label("en", "English", "engleză"),
    label("es", "Spanish", "spaniolă"),
    label("et", "Estonian", "estonă"),
    label("eu", "Basque", "bască"),
    label("fi", "Finnish", "finlandeză"),
    label("fr", "French", "franceză"),
    label("ga", "Irish", "irlandeză"),
    label("gl", "Galician", "galiciană"),
    label("hr", "Croatian", "croată"),
    label("hu", "Hungarian", "maghiară"),
    label("is", "Icelandic", "islandeză"),
    label("it", "Italian", "italiană"),
    label("lb", "Luxembourgish", "luxemburgheză"),
    label("lt", "Lithuanian", "lituaniană"),
    label("lv", "Latvian", "letonă"),
    label("mk", "Macedonian", "macedoneană"),
    label("mt", "Maltese", "malteză"),
    label("nb", "Norwegian Bokmål", "norvegiană bokmål"),
    label("nl", "Dutch", "neerlandeză"),
    label("no", "Norwegian", "norvegiană"),
    label("pl", "Polish", "poloneză"),
    label("pt", "Portuguese", "portugheză"),
    label("ro", "Romanian", "română"),
    label("rom", "Romani", "romani"),
    label("ru", "Russian", "rusă"),
    label("sk", "Slovak", "slovacă"),
    label("sl", "Slovenian", "slovenă"),
    label("sq", "Albanian", "albaneză"),
    label("sr", "Serbian", "sârbă"),
    label("sv", "Swedish", "suedeză"),
    label("tr", "Turkish", "turcă"),
    label("uk", "Ukrainian", "ucraineană"),
    label("yi", "Yiddish", "idiș"),
    label("und", "Language not stated", "limbă neprecizată"),
    label("zxx", "No language", "fără limbă"),
];

/// Currencies that occur in European projects.
pub static CURRENCIES: [Label; 26] = [
    label("ALL", "Albanian lek", "lek albanez"),
    label("AUD", "Australian dollar", "dolar australian"),
    label("BAM", "Bosnia-Herzegovina convertible mark", "marcă convertibilă din Bosnia și Herțegovina"),
    label("BGN", "Bulgarian lev", "leva bulgărească"),
    label("CAD", "Canadian dollar", "dolar canadian"),
    label("CHF", "Swiss franc", "franc elvețian"),
    label("CNY", "Chinese yuan", "yuan chinezesc"),
    label("CZK", "Czech koruna", "coroană cehă"),
    label("DKK", "Danish krone", "coroană daneză"),
    label("EUR", "Euro", "euro"),
    label("GBP", "Pound sterling", "liră sterlină"),
    label("HRK", "Croatian kuna", "kuna croată"),
    label("HUF", "Hungarian forint", "forint maghiar"),
    label("ILS", "Israeli new shekel", "șekel israelian nou"),
    label("ISK", "Icelandic króna", "coroană islandeză"),
    label("JPY", "Japanese yen", "yen japonez"),
    label("MDL", "Moldovan leu", "leu moldovenesc"),
    label("MKD", "Macedonian denar", "dinar macedonean"),
    label("NOK", "Norwegian krone", "coroană norvegiană"),
    label("PLN", "Polish złoty", "zlot polonez"),
    label("RON", "Romanian leu", "leu românesc"),
    label("RSD", "Serbian dinar", "dinar sârbesc"),
    label("SEK", "Swedish krona", "coroană suedeză"),
    label("TRY", "Turkish lira", "liră turcească"),
    label("UAH", "Ukrainian hryvnia", "hryvna ucraineană"),
    label("USD", "US dollar", "dolar american"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CallStatus, ClosedList, ParticipationRole, PartnerKind, ProjectStatus, ResultKind};

    #[test]
    fn every_value_of_a_closed_list_has_a_label() {
        fn labels_match<L: ClosedList>(labels: &[Label]) {
            let labelled: Vec<&str> = labels.iter().map(|label| label.value).collect();
            assert_eq!(labelled, L::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>());
        }
        labels_match::<ProjectStatus>(&PROJECT_STATUSES);
        labels_match::<ParticipationRole>(&PARTICIPATION_ROLES);
        labels_match::<PartnerKind>(&PARTNER_KINDS);
        labels_match::<CallStatus>(&CALL_STATUSES);
        labels_match::<ResultKind>(&RESULT_KINDS);
    }
}
