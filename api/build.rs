//! Has the program built again when a file comes or goes in a folder that is built into it.

fn main() {
    for folder in ["../data", "../web/dist", "../web/starters"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
