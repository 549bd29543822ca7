//! The closed list of error codes, which clients read in `extensions.code`.

use async_graphql::{ServerError, Value};

/// Lists the codes once: as an enum, with their names, and as a list of all.
macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// Why a request was refused or failed. A code is added or removed only with a new version of the schema.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ErrorCode {
            $($(#[$doc])* $variant,)+
        }

        impl ErrorCode {
            /// All codes: first those of the query, then those of the request, then ours.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The code as clients read it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

error_codes! {
    /// The query is not GraphQL.
    GraphqlParseFailed = "GRAPHQL_PARSE_FAILED",
    /// The query doesn't fit the schema.
    GraphqlValidationFailed = "GRAPHQL_VALIDATION_FAILED",
    /// It isn't clear which operation is meant.
    OperationResolutionFailure = "OPERATION_RESOLUTION_FAILURE",
    /// A value makes no sense, or the request can't be read, or there is nothing at the address.
    BadUserInput = "BAD_USER_INPUT",
    /// More rows, groups or ids are asked for than a page holds.
    PageTooLarge = "PAGE_TOO_LARGE",
    /// The cursor is broken or belongs to another list or order.
    InvalidCursor = "INVALID_CURSOR",
    /// The query has too many levels.
    QueryTooDeep = "QUERY_TOO_DEEP",
    /// The query costs too much, or has too many aliases, directives or fields.
    QueryTooComplex = "QUERY_TOO_COMPLEX",
    /// The query is named by a hash that no query is kept under.
    PersistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND",
    /// The query, the body or the address is too long.
    PayloadTooLarge = "PAYLOAD_TOO_LARGE",
    /// The body isn't plain JSON.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
    /// The client accepts none of the media types of an answer.
    NotAcceptable = "NOT_ACCEPTABLE",
    /// The method isn't for this address.
    MethodNotAllowed = "METHOD_NOT_ALLOWED",
    /// The answer or the request took too long.
    Timeout = "TIMEOUT",
    /// One client asks for too much.
    RateLimited = "RATE_LIMITED",
    /// All clients together ask for too much.
    Overloaded = "OVERLOADED",
    /// The database can't be reached.
    DatabaseUnavailable = "DATABASE_UNAVAILABLE",
    /// Something went wrong on our side.
    Internal = "INTERNAL",
}

impl ErrorCode {
    /// The code of an error, if it has one.
    #[must_use]
    pub fn of(error: &ServerError) -> Option<Self> {
        let Value::String(name) = error.extensions.as_ref()?.get("code")? else { return None };
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl From<ErrorCode> for Value {
    fn from(code: ErrorCode) -> Self {
        code.as_str().into()
    }
}
