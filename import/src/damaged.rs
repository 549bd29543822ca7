//! Damaged files, for tests of whatever reads files.

/// Files that were damaged at random, the same ones in every run: bytes changed, parts cut out, doubled or put in from `marks`, which
/// mean something in the format, and the end cut off.
pub fn damaged(original: &[u8], marks: &'static [u8], times: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut state: u64 = 42;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default() % below.max(1)
    };
    (0..times).map(move |_| {
        let mut bytes = original.to_vec();
        for _ in 0..=random(16) {
            let at = random(bytes.len());
            let end = (at + random(200)).min(bytes.len());
            match random(5) {
                0 => bytes[at] = u8::try_from(random(256)).unwrap_or_default(),
                1 => bytes[at] = marks[random(marks.len())],
                2 => drop(bytes.drain(at..end)),
                3 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
                _ => bytes.truncate(at),
            }
            if bytes.is_empty() {
                bytes.push(b'x');
            }
        }
        bytes
    })
}
