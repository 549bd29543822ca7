//! Documents that cost little to send and much to answer.

use serde_json::{Value, json};

/// A document, and the codes it may be refused with; the empty one stands for an answer.
pub struct Attack {
    pub name: &'static str,
    pub document: String,
    pub variables: Value,
    pub codes: &'static [&'static str],
}

const DEEP: &[&str] = &["QUERY_TOO_DEEP"];
const COMPLEX: &[&str] = &["QUERY_TOO_COMPLEX"];
const INVALID: &[&str] = &["GRAPHQL_VALIDATION_FAILED"];
const UNREADABLE: &[&str] = &["GRAPHQL_PARSE_FAILED"];
const SENSELESS: &[&str] = &["BAD_USER_INPUT"];
const ANSWERED: &[&str] = &[""];

fn attack(name: &'static str, document: impl Into<String>, codes: &'static [&'static str]) -> Attack {
    Attack { name, document: document.into(), variables: json!({}), codes }
}

/// A text for each number below `count`, one behind the other.
fn each(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

/// Braces around a selection, `depth` times.
fn nested(outer: &str, depth: usize, inner: &str) -> String {
    format!("{}{inner}{}", format!("{outer} {{ ").repeat(depth), " }".repeat(depth))
}

pub fn attacks() -> Vec<Attack> {
    [aliases(), depth(), fragments(), directives(), fields(), lists(), values(), texts()].into_iter().flatten().collect()
}

fn aliases() -> Vec<Attack> {
    let aliases = |count, field: &str| format!("{{ {} }}", each(count, |i| format!("a{i}: {field} ")));
    let spread = format!("{{ {} }}", each(20, |i| format!("r{i}: registry {{ {} }} ", each(20, |i| format!("a{i}: licence ")))));
    vec![
        attack("aliases of a cheap field", aliases(101, "__typename"), COMPLEX),
        attack("thousands of aliases", aliases(3_000, "registry { licence }"), COMPLEX),
        attack(
            "aliases of costly fields",
            aliases(90, "projects(first: 100) { nodes { participations(first: 10) { nodes { id } } } }"),
            COMPLEX,
        ),
        attack("aliases spread over selection sets", spread, COMPLEX),
        attack("aliases in fragments", format!("{{ ...f }} fragment f on Query {}", aliases(101, "__typename")), COMPLEX),
    ]
}

fn depth() -> Vec<Attack> {
    let parents = |depth| format!("{{ programmes {{ nodes {{ {} }} }} }}", nested("parent", depth, "id"));
    let fragments = each(60, |i| format!("fragment f{i} on Programme {{ parent {{ ...f{} }} }} ", i + 1));
    vec![
        attack("levels", parents(20), DEEP),
        attack("thousands of levels", parents(1_000), DEEP),
        attack("levels of what doesn't exist", nested("a", 10_000, "a"), DEEP),
        attack(
            "levels in fragments",
            format!("{{ programmes {{ nodes {{ ...f0 }} }} }} {fragments} fragment f60 on Programme {{ id }}"),
            &["QUERY_TOO_DEEP", "GRAPHQL_VALIDATION_FAILED"],
        ),
        attack(
            "levels of inline fragments",
            format!("{{ {} }}", nested("... on Query", 60, "__typename")),
            &["QUERY_TOO_DEEP", "GRAPHQL_VALIDATION_FAILED"],
        ),
        attack("open brackets", "{a".repeat(30_000), DEEP),
        attack("levels of a type", format!("query ($a: {}Int{}) {{ __typename }}", "[".repeat(30_000), "]".repeat(30_000)), DEEP),
        attack("levels of a list", format!("{{ nodes(ids: {}{}) {{ id }} }}", "[".repeat(60), "]".repeat(60)), DEEP),
        attack(
            "levels of an object",
            format!("{{ projects(filter: {}{{}}{}) {{ totalCount }} }}", "{not: ".repeat(60), "}".repeat(60)),
            DEEP,
        ),
        attack(
            "lists of the schema",
            format!("{{ __schema {{ types {{ {} }} }} }}", "fields { type { ".repeat(6) + "name" + &" } }".repeat(6)),
            DEEP,
        ),
        attack(
            "the schema again and again",
            format!("{{ {} }}", each(50, |i| format!("a{i}: __schema {{ types {{ name }} }} "))),
            COMPLEX,
        ),
        attack(
            "the schema again and again in fragments",
            format!("{{ {} }} fragment f on Query {{ a: __schema {{ types {{ name }} }} }}", "...f ".repeat(400)),
            COMPLEX,
        ),
        attack(
            "levels of the schema",
            format!("{{ __schema {{ types {{ {} }} }} }}", "fields { type { ".repeat(20) + "name" + &" } }".repeat(20)),
            DEEP,
        ),
    ]
}

fn fragments() -> Vec<Attack> {
    let doubling = |count| each(count, |i| format!("fragment f{i} on Query {{ ...f{} ...f{} }} ", i + 1, i + 1));
    let wide = each(190, |i| format!("fragment f{i} on Query {{ registry {{ licence counts {{ projects }} }} }} "));
    vec![
        attack("fragments that double", format!("{{ ...f0 }} {} fragment f30 on Query {{ __typename }}", doubling(30)), COMPLEX),
        attack(
            "fragments that double and are not used",
            format!("{{ __typename }} {} fragment f30 on Query {{ __typename }}", doubling(30)),
            &["QUERY_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED"],
        ),
        attack("a fragment that spreads itself", "{ ...f } fragment f on Query { __typename ...f }", INVALID),
        attack(
            "fragments in a circle",
            "{ ...a } fragment a on Query { ...b } fragment b on Query { ...c } fragment c on Query { ...a }",
            INVALID,
        ),
        attack(
            "a circle below fields",
            "{ programmes { nodes { ...f } } } fragment f on Programme { parent { ...f } children { ...f } }",
            INVALID,
        ),
        attack(
            "a circle that nobody enters",
            "{ __typename } fragment a on Query { ...b } fragment b on Query { ...a }",
            INVALID,
        ),
        attack(
            "fragments without number",
            format!("{{ __typename }} {}", each(2_000, |i| format!("fragment f{i} on Query {{ __typename }} "))),
            COMPLEX,
        ),
        attack("many fragments on one field", format!("{{ {} }} {wide}", each(190, |i| format!("...f{i} "))), ANSWERED),
        attack(
            "spreads of one fragment",
            format!("{{ {} }} fragment f on Query {{ registry {{ licence }} }}", "...f ".repeat(490)),
            ANSWERED,
        ),
        attack("fragments that are not there", format!("{{ {} }}", each(490, |i| format!("...f{i} "))), INVALID),
    ]
}

fn directives() -> Vec<Attack> {
    let on_a_field = |directive: &str, count| format!("{{ registry {} {{ licence }} }}", directive.repeat(count));
    vec![
        attack("directives on a field", on_a_field("@skip(if: false) ", 5_000), COMPLEX),
        attack("unknown directives", on_a_field("@x", 40_000), COMPLEX),
        attack("directives on an operation", format!("query {} {{ __typename }}", "@x".repeat(5_000)), COMPLEX),
        attack(
            "directives on spreads",
            format!("{{ {} }} fragment f on Query {{ __typename }}", "...f @include(if: true) ".repeat(200)),
            COMPLEX,
        ),
        attack(
            "directives on a fragment",
            format!("{{ ...f }} fragment f on Query {} {{ __typename }}", "@x".repeat(5_000)),
            COMPLEX,
        ),
    ]
}

fn fields() -> Vec<Attack> {
    let sets = each(30, |_| format!("registry {{ {} }} ", "licence ".repeat(400)));
    vec![
        attack("equal fields", format!("{{ registry {{ {} }} }}", "licence ".repeat(12_000)), COMPLEX),
        attack("equal fields in many sets", format!("{{ {sets} }}"), COMPLEX),
        attack("unknown fields", format!("{{ {} }}", each(490, |i| format!("u{i} "))), INVALID),
        attack("unknown fields without number", format!("{{ {} }}", each(10_000, |i| format!("u{i} "))), COMPLEX),
        attack(
            "equal names with different arguments",
            format!("{{ {} }}", each(490, |i| format!("projects(first: {}) {{ totalCount }} ", i % 90))),
            &["GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_COMPLEX"],
        ),
        attack("the type's name again and again", format!("{{ {} }}", "__typename ".repeat(490)), ANSWERED),
        attack(
            "operations without number",
            each(3_000, |i| format!("query q{i} {{ __typename }} ")),
            &["OPERATION_RESOLUTION_FAILURE", "QUERY_TOO_COMPLEX"],
        ),
        attack("operations without a name", "{__typename}".repeat(3_000), UNREADABLE),
        attack(
            "variables without number",
            format!("query ({}) {{ __typename }}", each(7_000, |i| format!("$v{i}: Int "))),
            &["GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_COMPLEX"],
        ),
        attack(
            "arguments without number",
            format!("{{ projects({}) {{ totalCount }} }}", each(7_000, |i| format!("a{i}: 1 "))),
            &["GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_COMPLEX"],
        ),
    ]
}

fn lists() -> Vec<Attack> {
    let pages = |field: &str| format!("{field}(first: 100) {{ nodes {{ ");
    let circle = format!(
        "{{ {}{}{}id{} }}",
        pages("projects"),
        pages("participations"),
        "partner { participations(first: 100) { nodes { ",
        " } ".repeat(7)
    );
    let ids = json!({"ids": vec!["UHJvamVjdDplcGk"; 100]});
    vec![
        attack("pages in pages", circle, COMPLEX),
        attack(
            "lists in lists",
            "{ programmes(first: 100) { nodes { children { children { children { children { id } } } } } } }",
            COMPLEX,
        ),
        attack(
            "places of projects of places",
            "{ projects(first: 100) { nodes { places { projects(first: 100) { nodes { places { id } } } } } } }",
            COMPLEX,
        ),
        attack(
            "negative pages in pages",
            "{ projects(first: -100) { nodes { participations(last: -1000) { nodes { id } } } } }",
            SENSELESS,
        ),
        attack(
            "the largest page",
            "{ projects(first: 2147483647) { nodes { participations(first: 2147483647) { nodes { id } } } } }",
            COMPLEX,
        ),
        Attack {
            variables: ids,
            ..attack(
                "the same records again and again",
                format!("query ($ids: [ID!]!) {{ {} }}", each(90, |i| format!("a{i}: nodes(ids: $ids) {{ id }} "))),
                ANSWERED,
            )
        },
    ]
}

fn values() -> Vec<Attack> {
    let many = |count| json!({"v": vec!["ro"; count]});
    let deep = (0..100).fold(json!({}), |inner, _| json!({"not": inner}));
    let filter = "query ($v: ProjectFilter) { projects(filter: $v) { totalCount } }";
    let search = "query ($v: String) { projects(search: $v, first: 1) { totalCount nodes { id } } }";
    let grant = "query ($v: Decimal) { projects(filter: {grant: {currency: \"EUR\", from: $v}}) { totalCount } }";
    let or = json!({"or": vec![json!({"search": "roma"}); 300]});
    let languages = "query ($v: [LanguageTag!]) { projects(first: 100) { nodes { title(languages: $v) { text } } } }";
    vec![
        Attack { variables: many(3_000), ..attack("a list without end", languages, COMPLEX) },
        Attack { variables: many(1_900), ..attack("a long list", languages, ANSWERED) },
        Attack { variables: json!({"v": deep}), ..attack("a filter of a hundred levels", filter, DEEP) },
        Attack { variables: json!({"v": or}), ..attack("hundreds of searches", filter, ANSWERED) },
        Attack { variables: json!({"v": "a ".repeat(100_000)}), ..attack("a search of words without end", search, ANSWERED) },
        Attack { variables: json!({"v": "a".repeat(200_000)}), ..attack("a search of one word without end", search, ANSWERED) },
        Attack { variables: json!({"v": "\"".repeat(200_000)}), ..attack("quotes without end", search, ANSWERED) },
        Attack { variables: json!({"v": "\u{301}".repeat(200_000)}), ..attack("accents without end", search, ANSWERED) },
        Attack { variables: json!({"v": "\u{FDFA}".repeat(100_000)}), ..attack("letters that fold to many", search, ANSWERED) },
        Attack { variables: json!({"v": "9".repeat(100_000)}), ..attack("a number without end", grant, SENSELESS) },
        Attack {
            variables: json!({"v": format!("0.{}1", "0".repeat(100_000))}),
            ..attack("decimals without end", grant, &["", "BAD_USER_INPUT"])
        },
        attack(
            "a list of orders",
            format!("{{ projects(orderBy: [{}]) {{ totalCount nodes {{ id }} }} }}", "{field: TITLE}".repeat(900)),
            &["", "BAD_USER_INPUT", "QUERY_TOO_COMPLEX"],
        ),
        attack(
            "a list of dimensions",
            format!("{{ projectStatistics(groupBy: [{}]) {{ groupCount }} }}", "THEME ".repeat(1_900)),
            SENSELESS,
        ),
        attack(
            "a default without end",
            format!("query ($v: [Int!] = [{}]) {{ __typename }}", "1 ".repeat(40_000)),
            &["QUERY_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED"],
        ),
    ]
}

fn texts() -> Vec<Attack> {
    vec![
        attack("a document without end", "#".repeat(200_000), &["PAYLOAD_TOO_LARGE"]),
        attack("a comment", format!("{}\n{{ __typename }}", "#".repeat(90_000)), ANSWERED),
        attack("commas", format!("{{ {} __typename }}", ",".repeat(90_000)), ANSWERED),
        attack("a string without end", format!("{{ projects(search: \"{}", "\\\"".repeat(40_000)), UNREADABLE),
        attack("a block without end", format!("{{ projects(search: \"\"\"{}", "x\n".repeat(40_000)), UNREADABLE),
        attack(
            "a block of empty lines",
            format!("{{ projects(search: \"\"\"{}\"\"\") {{ totalCount }} }}", "\n ".repeat(40_000)),
            ANSWERED,
        ),
        attack(
            "digits",
            format!("{{ projects(first: {}) {{ totalCount }} }}", "9".repeat(90_000)),
            &["GRAPHQL_PARSE_FAILED", "BAD_USER_INPUT"],
        ),
        attack("an exponent", "{ projects(first: 1e999999999) { totalCount } }", &["GRAPHQL_PARSE_FAILED", "BAD_USER_INPUT"]),
        attack("a name without end", format!("{{ {} }}", "a".repeat(90_000)), INVALID),
        attack(
            "an integer beyond 32 bits",
            "{ projects(first: 2147483648) { totalCount } }",
            &["BAD_USER_INPUT", "PAGE_TOO_LARGE"],
        ),
        attack(
            "an integer beyond 64 bits",
            "{ projects(first: 18446744073709551616) { totalCount } }",
            &["BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED"],
        ),
        attack("a fraction for an integer", "{ projects(first: 1.5) { totalCount } }", SENSELESS),
        attack("half of a surrogate pair", r#"{ projects(search: "\uD83D") { totalCount } }"#, UNREADABLE),
        attack("other spaces", "{\u{A0}__typename }", UNREADABLE),
        attack("a mark of the byte order", "\u{FEFF}{ __typename }", &["", "GRAPHQL_PARSE_FAILED"]),
        attack("a zero in the document", "{ __typename \u{0} }", UNREADABLE),
        attack("a zero in a string", "{ projects(search: \"\\u0000\") { totalCount } }", SENSELESS),
        attack("control characters", "{ projects(search: \"\u{1}\") { totalCount } }", &["", "GRAPHQL_PARSE_FAILED"]),
    ]
}
