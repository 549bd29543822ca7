//! Requests that no client would send: too large, too deep, malformed, or written to be read differently by others.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::common::client::{Client, assert_discreet};

/// How long the server may take to end a connection before the test gives up on it. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(2);
/// Stands for a connection that ends without an answer.
const CLOSED: u16 = 0;

/// Bytes, and the status of the answer: one of these, for each answer that comes.
pub struct Attack {
    pub name: &'static str,
    bytes: Vec<u8>,
    statuses: &'static [u16],
}

impl Attack {
    /// Sends the bytes, reads until the server ends the connection, and says what is wrong with what came.
    pub fn run(&self, client: &Client) -> Option<String> {
        let mut stream = TcpStream::connect(client.address()).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        stream.set_write_timeout(Some(PATIENCE)).expect("a timeout can be set");
        // The server may answer and leave before it has read everything.
        let _ = stream.write_all(&self.bytes);
        let mut answer = Vec::new();
        if stream.read_to_end(&mut answer).is_err_and(|error| error.kind() == ErrorKind::WouldBlock) {
            return Some(format!("{}: the connection does not end", self.name));
        }
        let answer = String::from_utf8_lossy(&answer);
        // A request's id is made of random letters, which may spell anything.
        answer.lines().filter(|line| !line.starts_with("x-request-id:")).for_each(assert_discreet);
        let mut statuses: Vec<u16> = answer.split("HTTP/1.1 ").skip(1).filter_map(|rest| rest.get(..3)?.parse().ok()).collect();
        if statuses.is_empty() {
            statuses.push(CLOSED);
        }
        let unexpected = statuses.iter().find(|status| !self.statuses.contains(status))?;
        Some(format!("{}: {unexpected}, not one of {:?}: {}", self.name, self.statuses, answer))
    }
}

fn attack(name: &'static str, bytes: impl Into<Vec<u8>>, statuses: &'static [u16]) -> Attack {
    Attack { name, bytes: bytes.into(), statuses }
}

/// A request after which the connection ends.
fn request(line: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("{line} HTTP/1.1\r\nHost: registry\r\nConnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

fn get(path: &str) -> Vec<u8> {
    request(&format!("GET {path}"), "", b"")
}

const QUESTION: &str = "/graphql?query=%7B__typename%7D";
const JSON: &str = "Content-Type: application/json\r\n";

fn post(body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    request("POST /graphql", &format!("{JSON}Content-Length: {}\r\n", body.len()), body)
}

/// The same in pieces of 64 KiB, whose length is not told at first.
fn post_in_pieces(body: &[u8]) -> Vec<u8> {
    let mut bytes = request("POST /graphql", &format!("{JSON}Transfer-Encoding: chunked\r\n"), b"");
    for piece in body.chunks(0x10000) {
        bytes.extend(format!("{:x}\r\n", piece.len()).into_bytes());
        bytes.extend(piece);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    bytes
}

/// Variables written as they are.
fn with_variables(variables: &str) -> Vec<u8> {
    post(format!("{{\"query\": \"{{ __typename }}\", \"variables\": {variables}}}"))
}

pub fn attacks() -> Vec<Attack> {
    [bodies(), addresses(), headers(), framing(), protocols()].into_iter().flatten().collect()
}

fn bodies() -> Vec<Attack> {
    let padded = |length: usize| [br#"{"query": "{ __typename }"}"#.as_slice(), &vec![b' '; length]].concat();
    let batch = |count: usize| format!("[{}]", vec![r#"{"query":"{__typename}"}"#; count].join(","));
    vec![
        attack("ten megabytes", post(padded(10_000_000)), &[413, CLOSED]),
        attack("ten megabytes of unknown length", post_in_pieces(&padded(10_000_000)), &[413, CLOSED]),
        attack("a byte too many", post_in_pieces(&padded(1024 * 1024 - 26)), &[413, CLOSED]),
        attack("arrays in arrays", with_variables(&"[".repeat(500_000)), &[400]),
        attack("objects in objects", with_variables(&"{\"a\":".repeat(100_000)), &[400]),
        attack("arrays that end", with_variables(&format!("{{\"a\": {}{}}}", "[".repeat(120), "]".repeat(120))), &[200, 400]),
        attack("a batch", post(batch(2)), &[400]),
        attack("a batch without end", post(batch(20_000)), &[400]),
        attack(
            "the same member again and again",
            post(format!("{{{}}}", vec![r#""query":"{__typename}""#; 20_000].join(","))),
            &[200, 400],
        ),
        attack(
            "variables without number",
            with_variables(&format!("{{{}}}", (0..50_000).map(|i| format!("\"v{i}\":{i}")).collect::<Vec<_>>().join(","))),
            &[200, 400],
        ),
        attack("digits", with_variables(&format!("{{\"a\": {}}}", "9".repeat(900_000))), &[200, 400]),
        attack("an exponent", with_variables("{\"a\": 1e999999999}"), &[200, 400]),
        attack("zeros in a string", post(format!("{{\"query\": \"{}\"}}", "\\u0000".repeat(100_000))), &[200]),
        attack("half of a surrogate pair", post(r#"{"query": "{ __typename } # \udc00"}"#), &[400]),
        attack("no UTF-8", post(b"{\"query\": \"{ __typename } # \xfe\xff\"}"), &[400]),
        attack("a mark of the byte order", post("\u{FEFF}{\"query\": \"{ __typename }\"}"), &[200, 400]),
        attack("only zeros", post(vec![0; 1_000_000]), &[400]),
        attack(
            "a compressed body",
            request("POST /graphql", &format!("{JSON}Content-Encoding: gzip\r\nContent-Length: 4\r\n"), b"\x1f\x8b\x08\x00"),
            &[415],
        ),
        attack(
            "compressed twice",
            request("POST /graphql", &format!("{JSON}Content-Encoding: gzip, br\r\nContent-Length: 4\r\n"), b"\x1f\x8b\x08\x00"),
            &[415],
        ),
    ]
}

fn addresses() -> Vec<Attack> {
    vec![
        attack("no UTF-8 in an address", get("/graphql?query=%ff%fe"), &[200, 400]),
        attack("half of an escape", get("/graphql?query=%7B__typename%7D&variables=%7"), &[200, 400]),
        attack("a zero in an address", get("/graphql?query=%00"), &[200, 400]),
        attack(
            "raw bytes in an address",
            b"GET /graphql?query=\xff\xfe HTTP/1.1\r\nHost: registry\r\nConnection: close\r\n\r\n",
            &[200, 400],
        ),
        attack("an address without end", get(&format!("/graphql?query={}", "x".repeat(70_000))), &[414]),
        attack("parameters without number", get(&format!("{QUESTION}{}", "&a=b".repeat(10_000))), &[200, 400, 414]),
        attack("a folder above", get("/../../../../etc/passwd"), &[400, 404]),
        attack("a folder above, escaped", get("/%2e%2e/%2e%2e/%2e%2e/etc/passwd"), &[400, 404]),
        attack("a folder above, escaped twice", get("/graphql/%252e%252e%252f%252e%252e%252fetc/passwd"), &[400, 404]),
        attack("backslashes", get("/..\\..\\etc\\passwd"), &[400, 404]),
        attack("a whole address", get(&format!("http://elsewhere.example{QUESTION}")), &[200, 400, 404, 421]),
        attack("no path", get("*"), &[400, 404]),
        attack("a tunnel", request("CONNECT elsewhere.example:443", "", b""), &[400, 404, 405]),
    ]
}

fn headers() -> Vec<Attack> {
    let with = |headers: &str| request(&format!("GET {QUESTION}"), headers, b"");
    vec![
        attack("headers without number", with(&"X: x\r\n".repeat(10_000)), &[431, CLOSED]),
        attack("a header without end", with(&format!("X: {}\r\n", "x".repeat(2_000_000))), &[431, CLOSED]),
        attack(
            "a header that is no text",
            request(&format!("GET {QUESTION}"), "", b"")
                .into_iter()
                .flat_map(|byte| if byte == b'y' { vec![byte, 0xff] } else { vec![byte] })
                .collect::<Vec<u8>>(),
            &[200, 400],
        ),
        attack("a zero in a header", with("X: a\0b\r\n"), &[400]),
        attack("a line that is no header", with("nonsense\r\n"), &[400]),
        attack("a folded header", with("X: a\r\n b\r\n"), &[200, 400]),
        attack("a name with a blank", with("X : a\r\n"), &[400]),
        attack(
            "what is accepted without end",
            with(&format!("Accept: {}\r\n", "application/json;q=0.1,".repeat(3_000))),
            &[200, 406],
        ),
        attack("weights that are no weights", with("Accept: application/json;q=NaN, */*;q=-1, text/html;q=1e9\r\n"), &[200, 406]),
        attack("ranges without number", with(&format!("Range: bytes=0-{}\r\n", ",0-".repeat(1_000))), &[200]),
        attack("tags without number", with(&format!("If-None-Match: {}\r\n", "\"a\",".repeat(3_000))), &[200]),
        attack("a date that is no date", with("If-Modified-Since: Thu, 99 Foo 99999 99:99:99 GMT\r\n"), &[200]),
        attack("an origin that is no origin", with("Origin: \x7f\r\n"), &[200, 400]),
        attack("encodings without number", with(&format!("Accept-Encoding: {}\r\n", "gzip;q=0.1,".repeat(3_000))), &[200, 406]),
        attack("another protocol is wished for", with("Upgrade: websocket\r\nSec-WebSocket-Key: x\r\n"), &[200, 400]),
        attack("an unknown expectation", with("Expect: the-unexpected\r\n"), &[200, 417]),
    ]
}

/// Where one message ends and the next begins, two servers in a row must never see differently.
fn framing() -> Vec<Attack> {
    let framed = |headers: &str, body: &str| request("POST /graphql", &format!("{JSON}{headers}"), body.as_bytes());
    let smuggled = "0\r\n\r\nGET /no/such/address HTTP/1.1\r\nHost: registry\r\nConnection: close\r\n\r\n";
    let pipelined = format!("GET {QUESTION} HTTP/1.1\r\nHost: registry\r\n\r\n").repeat(200);
    vec![
        attack("two lengths", framed("Content-Length: 2\r\nContent-Length: 3\r\n", "{}}"), &[400]),
        attack("two lengths in one", framed("Content-Length: 2, 3\r\n", "{}}"), &[400]),
        attack("a negative length", framed("Content-Length: -1\r\n", "{}"), &[400]),
        attack("a length with a sign", framed("Content-Length: +2\r\n", "{}"), &[400]),
        attack("a length beyond 64 bits", framed("Content-Length: 18446744073709551616\r\n", "{}"), &[400]),
        attack("the largest length", framed("Content-Length: 18446744073709551614\r\n", "{}"), &[400, 413, 431]),
        attack("a length and pieces", framed("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", smuggled), &[400]),
        attack("pieces and a length", framed("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", smuggled), &[400]),
        attack("pieces that are not last", framed("Transfer-Encoding: chunked, identity\r\n", smuggled), &[400, CLOSED]),
        attack("pieces of another name", framed("Transfer-Encoding: xchunked\r\n", smuggled), &[400, 501]),
        attack(
            "a piece too large for any number",
            framed("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n"),
            &[400],
        ),
        attack("a piece of negative length", framed("Transfer-Encoding: chunked\r\n", "-1\r\n{}\r\n0\r\n\r\n"), &[400]),
        attack(
            "remarks of a piece without end",
            framed("Transfer-Encoding: chunked\r\n", &format!("2;{}\r\n{{}}\r\n0\r\n\r\n", "x".repeat(100_000))),
            &[400, CLOSED],
        ),
        attack(
            "trailers without end",
            framed("Transfer-Encoding: chunked\r\n", &format!("2\r\n{{}}\r\n0\r\n{}\r\n", "X: x\r\n".repeat(100_000))),
            &[400, CLOSED],
        ),
        attack("bare line feeds", format!("GET {QUESTION} HTTP/1.1\nHost: registry\nConnection: close\n\n"), &[200, 400]),
        attack(
            "many requests in one go",
            format!("{pipelined}GET /healthz HTTP/1.1\r\nHost: registry\r\nConnection: close\r\n\r\n"),
            &[200],
        ),
    ]
}

/// What isn't HTTP/1.1.
fn protocols() -> Vec<Attack> {
    vec![
        attack("HTTP/1.0", format!("GET {QUESTION} HTTP/1.0\r\n\r\n"), &[200, CLOSED]),
        attack("HTTP/9.9", format!("GET {QUESTION} HTTP/9.9\r\nHost: registry\r\n\r\n"), &[400, 505, CLOSED]),
        attack("HTTP/2 from the start", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[400, 505, CLOSED]),
        attack("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00\x00\x00\x00\r\n\r\n", &[400, CLOSED]),
        attack("a method that is none", "G\x01T / HTTP/1.1\r\n\r\n", &[400]),
        attack("a method without end", request(&format!("{} /", "A".repeat(10_000)), "", b""), &[400, 404, 405, CLOSED]),
        attack("zeros", vec![0; 1_000_000], &[400, CLOSED]),
        attack("a mail", "EHLO registry\r\nMAIL FROM:<a@example>\r\n", &[400, CLOSED]),
    ]
}
