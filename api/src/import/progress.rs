//! The progress of an import on a terminal; a log shows nothing of it.

use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

use super::Input;

/// A line that shows how far reading has come, how fast records enter and how long it may take.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    inputs: Vec<Input>,
    records: std::cell::Cell<usize>,
}

impl Progress {
    pub(super) fn new<'a>(inputs: impl Iterator<Item = &'a Input>) -> Self {
        let inputs: Vec<Input> = inputs.cloned().collect();
        let bar = ProgressBar::new(inputs.iter().map(Input::size).sum());
        let style = ProgressStyle::with_template("{bar:24} {percent:>3}% of {total_bytes} read, {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(250));
        Self { bar, inputs, records: std::cell::Cell::default() }
    }

    /// Counts records that were published.
    pub(super) fn add(&self, records: usize) {
        self.records.set(self.records.get() + records);
        // A reader may go through a file more than once.
        self.bar.set_position(self.inputs.iter().map(|input| input.bytes_read().min(input.size())).sum());
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, reason = "a rate for the eye")]
        let rate = self.records.get() as f64 / seconds;
        let left = if self.bar.position() < self.bar.length().unwrap_or_default() {
            format!("about {} left to read", HumanDuration(self.bar.eta()))
        } else {
            // Sets that are brought together on disk first are read long before they are published.
            "publishing the rest".to_owned()
        };
        self.bar.set_message(format!("{} records at {rate:.0} a second, {left}", self.records.get()));
    }

    pub(super) fn finish(self) {
        self.bar.finish_and_clear();
    }
}
