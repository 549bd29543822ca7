//! Records on their way into the registry and out of it.

mod duplicates;
mod import_export;
mod large_files;
mod merges;
mod publisher;
