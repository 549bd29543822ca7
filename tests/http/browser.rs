//! The pages in a real browser: `web/tests/browser.mjs`, which needs Node.js, Chromium and the playground.

use std::{path::Path, process::Command};

use crate::common::{backend::Backend, missing, program, server::shared};

const CHROMIUM: &str = "/usr/bin/chromium";

#[test]
fn the_pages_work_in_chromium() {
    let web = program::root().join("web");
    let server = shared(Backend::Sqlite);
    let installed = web.join("node_modules/playwright-core").exists() && Command::new("node").arg("--version").output().is_ok();
    if !installed || server.get("/graphiql").status != 200 {
        return missing::say("the playground with Node.js (make web)", of_the_browser);
    }
    if !Path::new(CHROMIUM).exists() {
        return missing::say("Chromium, from Debian's packages,", of_the_browser);
    }
    let address = format!("http://{}", server.address());
    let ended =
        Command::new("node").args(["tests/browser.mjs", &address]).current_dir(web).output().expect("node can be started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(ended.status.success(), "{}{}", text(&ended.stdout), text(&ended.stderr));
}

fn of_the_browser(test: &str) -> bool {
    test.starts_with("http::browser::")
}
