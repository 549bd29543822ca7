//! What all tests share: databases, the running program, and ways to ask it.

pub mod backend;
pub mod client;
pub mod environment;
mod exit;
pub mod figures;
pub mod markdown;
pub mod missing;
pub mod patience;
mod postgres;
pub mod program;
pub mod records;
pub mod server;
pub mod sql;
pub mod walk;

/// Makes two tests of each function: `NAME::sqlite` and `NAME::postgres`.
macro_rules! on_both_backends {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            use crate::common::backend::Backend;

            #[test]
            fn sqlite() {
                super::$name(Backend::Sqlite);
            }

            #[test]
            fn postgres() {
                if let Some(backend) = Backend::postgres() {
                    super::$name(backend);
                }
            }
        })+
    };
}
pub(crate) use on_both_backends;
