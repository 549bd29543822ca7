//! The explanations of the error codes: what each means and what helps.

use graphql::ErrorCode;

/// A text in both languages of the pages.
pub struct Words {
    /// In English.
    pub en: &'static str,
    /// In Romanian.
    pub ro: &'static str,
}

/// The explanation of a code.
pub struct Explanation {
    /// The code as clients read it.
    pub code: &'static str,
    /// The HTTP statuses that come with it.
    pub status: &'static str,
    /// What happened.
    pub cause: Words,
    /// What helps.
    pub cure: Words,
}

/// The statuses of a well-formed request that is refused: by media type.
const REFUSED: &str = "200, 400";

/// The explanations of all codes.
pub fn all() -> Vec<Explanation> {
    ErrorCode::ALL.iter().map(|code| explain(*code)).collect()
}

fn explain(code: ErrorCode) -> Explanation {
    let (status, cause, cure) = match code {
        ErrorCode::GraphqlParseFailed => (
            REFUSED,
            Words { en: "The query is not GraphQL.", ro: "Interogarea nu este scrisă în GraphQL." },
            Words {
                en: "The message names the line and the column. Often a bracket or a quotation mark is missing there, or just before it.",
                ro: "Mesajul indică linia și coloana. De obicei lipsește o acoladă sau un semn al citării acolo ori imediat înainte.",
            },
        ),
        ErrorCode::GraphqlValidationFailed => (
            REFUSED,
            Words {
                en: "The query is GraphQL but doesn't fit the schema: for example, a field or an argument has a name that doesn't exist.",
                ro: "Interogarea este GraphQL, dar nu respectă schema: de exemplu, un câmp sau un argument are un nume care nu există.",
            },
            Words {
                en: "Compare the names with the schema. The playground underlines the place and completes names as you type.",
                ro: "Comparați numele cu schema. Spațiul de lucru subliniază locul și completează numele pe măsură ce scrieți.",
            },
        ),
        ErrorCode::OperationResolutionFailure => (
            REFUSED,
            Words {
                en: "It isn't clear which operation of the document is meant.",
                ro: "Nu este clar care operațiune din document trebuie executată.",
            },
            Words {
                en: "Send operationName with the name of one of the operations, or leave it out if there is only one.",
                ro: "Trimiteți operationName cu numele uneia dintre operațiuni sau omiteți-l dacă există una singură.",
            },
        ),
        ErrorCode::BadUserInput => (
            "200, 400, 404",
            Words {
                en: "A value makes no sense, or the request can't be read, or there is nothing at the address.",
                ro: "O valoare nu are sens, cererea nu poate fi citită sau la această adresă nu există nimic.",
            },
            Words {
                en: "The message names the value and what is allowed. A value that comes from your readers should be checked before it is sent.",
                ro: "Mesajul arată valoarea și ce este permis. Verificați valorile primite de la utilizatori înainte de a le trimite.",
            },
        ),
        ErrorCode::PageTooLarge => (
            REFUSED,
            Words {
                en: "More rows, groups or ids are asked for at once than allowed.",
                ro: "Se cer deodată mai multe rânduri, grupuri sau identificatori decât este permis.",
            },
            Words {
                en: "Ask for fewer with first or last, and turn pages with the cursors. The message says how many are allowed.",
                ro: "Cereți mai puține cu first sau last și parcurgeți paginile cu ajutorul cursoarelor. Mesajul spune câte sunt permise.",
            },
        ),
        ErrorCode::InvalidCursor => (
            REFUSED,
            Words {
                en: "The cursor is broken, or it belongs to another list or another order.",
                ro: "Cursorul este deteriorat ori aparține altei liste sau altei ordini.",
            },
            Words {
                en: "Use endCursor or startCursor of the same list with the same orderBy, unchanged. Else begin again at the first page.",
                ro: "Folosiți, nemodificat, endCursor sau startCursor al aceleiași liste cu același orderBy. Altfel, reluați de la prima pagină.",
            },
        ),
        ErrorCode::QueryTooDeep => (
            REFUSED,
            Words { en: "The query has too many levels.", ro: "Interogarea are prea multe niveluri." },
            Words {
                en: "Ask in two steps: first for the ids, then for what belongs to them, with nodes(ids:).",
                ro: "Întrebați în doi pași: întâi identificatorii, apoi ceea ce ține de ei, cu nodes(ids:).",
            },
        ),
        ErrorCode::QueryTooComplex => (
            REFUSED,
            Words {
                en: "The query could return too many objects, or has too many aliases, directives or fields.",
                ro: "Interogarea ar putea întoarce prea multe obiecte sau are prea multe aliasuri, directive ori câmpuri.",
            },
            Words {
                en: "Make the pages of nested lists smaller with first, or split the query. The message says what it costs and what is allowed.",
                ro: "Micșorați paginile listelor imbricate cu first sau împărțiți interogarea. Mesajul spune cât costă și cât este permis.",
            },
        ),
        ErrorCode::PersistedQueryNotFound => (
            REFUSED,
            Words {
                en: "The query was sent as a hash only, and this server doesn't keep the query of that hash.",
                ro: "Interogarea a fost trimisă doar ca amprentă (hash), iar serverul nu păstrează interogarea corespunzătoare.",
            },
            Words {
                en: "Send the whole query together with the hash. Clients with automatic persisted queries do so by themselves.",
                ro: "Trimiteți interogarea întreagă împreună cu amprenta. Clienții cu „automatic persisted queries” o fac singuri.",
            },
        ),
        ErrorCode::PayloadTooLarge => (
            "200, 400, 413, 414",
            Words {
                en: "The query, the body or the address of the request is too long.",
                ro: "Interogarea, corpul sau adresa cererii este prea lungă.",
            },
            Words {
                en: "Ask by POST, pass values in variables, and split long lists of ids over several requests.",
                ro: "Întrebați prin POST, trimiteți valorile în variabile și împărțiți listele lungi de identificatori în mai multe cereri.",
            },
        ),
        ErrorCode::UnsupportedMediaType => (
            "415",
            Words {
                en: "The body isn't announced as uncompressed JSON in UTF-8.",
                ro: "Corpul cererii nu este anunțat ca JSON necomprimat, în UTF-8.",
            },
            Words {
                en: "Send the header Content-Type: application/json. Forms and plain text are refused on purpose.",
                ro: "Trimiteți antetul Content-Type: application/json. Formularele și textul simplu sunt refuzate intenționat.",
            },
        ),
        ErrorCode::NotAcceptable => (
            "406",
            Words {
                en: "The Accept header allows none of the media types of an answer.",
                ro: "Antetul Accept nu permite niciunul dintre tipurile media ale unui răspuns.",
            },
            Words {
                en: "Accept application/graphql-response+json or application/json.",
                ro: "Acceptați application/graphql-response+json sau application/json.",
            },
        ),
        ErrorCode::MethodNotAllowed => (
            "405",
            Words {
                en: "This address can't be asked with this method.",
                ro: "Această adresă nu poate fi accesată cu această metodă.",
            },
            Words {
                en: "Use GET or POST for /graphql and GET for everything else. The header Allow lists the methods.",
                ro: "Folosiți GET sau POST pentru /graphql și GET pentru restul. Antetul Allow enumeră metodele.",
            },
        ),
        ErrorCode::Timeout => (
            "408, 503",
            Words {
                en: "The question took too long to answer, or the request took too long to arrive.",
                ro: "Răspunsul a durat prea mult sau cererea a sosit prea încet.",
            },
            Words {
                en: "Ask for less at once: a smaller page, fewer totals, a narrower filter.",
                ro: "Cereți mai puțin deodată: o pagină mai mică, mai puține totaluri, un filtru mai strict.",
            },
        ),
        ErrorCode::RateLimited => (
            "429",
            Words {
                en: "Your address has asked for more in a short time than one client may.",
                ro: "De la adresa dumneavoastră s-a cerut, într-un timp scurt, mai mult decât este permis unui client.",
            },
            Words {
                en: "Wait as many seconds as the header Retry-After says. Keep answers that haven't changed, and ask only for the fields that you need.",
                ro: "Așteptați câte secunde arată antetul Retry-After. Păstrați răspunsurile neschimbate și cereți numai câmpurile de care aveți nevoie.",
            },
        ),
        ErrorCode::Overloaded => (
            "503",
            Words {
                en: "The server has more to do than it can do well, and refuses what comes on top.",
                ro: "Serverul are mai mult de lucru decât poate face bine și refuză cererile suplimentare.",
            },
            Words {
                en: "Wait as many seconds as the header Retry-After says, then a little longer each time.",
                ro: "Așteptați câte secunde arată antetul Retry-After, apoi, de fiecare dată, puțin mai mult.",
            },
        ),
        ErrorCode::DatabaseUnavailable => (
            "503",
            Words {
                en: "The database can't be reached at the moment.",
                ro: "Baza de date nu poate fi contactată în acest moment.",
            },
            Words {
                en: "Try again in a minute. Nothing is wrong with the question.",
                ro: "Reveniți peste un minut. Întrebarea nu are nicio problemă.",
            },
        ),
        ErrorCode::Internal => (
            "500",
            Words { en: "Something went wrong on our side.", ro: "Ceva nu a funcționat la noi." },
            Words {
                en: "Report it with extensions.requestId: it leads to the place in the log.",
                ro: "Semnalați problema împreună cu extensions.requestId, care duce la locul din jurnal.",
            },
        ),
    };
    Explanation { code: code.as_str(), status, cause, cure }
}
