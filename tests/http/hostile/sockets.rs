//! Connections that are slow, silent, cut off, or never read.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use crate::common::client::Client;

/// An attack: what it returns stays open until somebody else was answered.
type Attack = fn(&Client) -> Vec<TcpStream>;

pub const ATTACKS: &[(&str, Attack)] = &[
    ("silent connections", |client| many(client, CONNECTIONS, b"")),
    ("half a line", |client| many(client, CONNECTIONS, b"POST /gra")),
    ("half a head", |client| many(client, CONNECTIONS, HEAD)),
    ("bodies that don't come", |client| many(client, CONNECTIONS, &[HEAD, LENGTH].concat())),
    ("bodies that stop", |client| many(client, CONNECTIONS, &[HEAD, LENGTH, b"{\"query\": "].concat())),
    ("pieces that stop", |client| many(client, CONNECTIONS, &[HEAD, b"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"qu"].concat())),
    ("heads byte by byte", heads_byte_by_byte),
    ("answers that nobody reads", answers_that_nobody_reads),
    ("connections that end at once", |client| ended(client, CONNECTIONS, b"", Shutdown::Both)),
    ("connections that end in a head", |client| ended(client, CONNECTIONS, HEAD, Shutdown::Both)),
    ("connections that end in a body", |client| ended(client, CONNECTIONS, &[HEAD, LENGTH, b"{"].concat(), Shutdown::Both)),
    ("connections that end before the answer", |client| ended(client, COSTLY_CONNECTIONS, &costly(), Shutdown::Both)),
    ("senders that end in a head", |client| ended(client, CONNECTIONS, HEAD, Shutdown::Write)),
    ("senders that end in a body", |client| ended(client, CONNECTIONS, &[HEAD, LENGTH, b"{"].concat(), Shutdown::Write)),
    ("senders that end after the question", |client| ended(client, COSTLY_CONNECTIONS, &costly(), Shutdown::Write)),
];

/// How many connections an attack opens, and how many if each asks for much.
const CONNECTIONS: usize = 200;
const COSTLY_CONNECTIONS: usize = 20;
/// How long the server may take to end a connection before the test gives up on it. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(2);

const HEAD: &[u8] = b"POST /graphql HTTP/1.1\r\nHost: registry\r\nContent-Type: application/json\r\n";
const LENGTH: &[u8] = b"Content-Length: 1000\r\n\r\n";

/// A question whose answer is long.
const LONG: &str = "{ __schema { types { name description fields { name description args { name description } } } } }";

/// A request with that question.
fn costly() -> Vec<u8> {
    let body = format!("{{\"query\": \"{LONG}\"}}");
    [HEAD, format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()].concat()
}

fn connect(client: &Client) -> TcpStream {
    let stream = TcpStream::connect(client.address()).expect("the server listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
    stream.set_write_timeout(Some(PATIENCE)).expect("a timeout can be set");
    stream
}

/// Opens connections that send this and nothing else.
fn many(client: &Client, count: usize, bytes: &[u8]) -> Vec<TcpStream> {
    let open = |_| {
        let mut stream = connect(client);
        // The server may have ended a connection already, as it has too many of them.
        let _ = stream.write_all(bytes);
        stream
    };
    (0..count).map(open).collect()
}

/// Sends heads in steps of one byte, none of them to its end.
fn heads_byte_by_byte(client: &Client) -> Vec<TcpStream> {
    let mut streams = many(client, CONNECTIONS, b"");
    for byte in HEAD {
        for stream in &mut streams {
            let _ = stream.write_all(&[*byte]);
        }
    }
    streams
}

/// Asks for long answers and doesn't read them, so that they stay with the server.
fn answers_that_nobody_reads(client: &Client) -> Vec<TcpStream> {
    let mut streams = many(client, COSTLY_CONNECTIONS, &costly());
    for stream in &mut streams {
        stream.set_nonblocking(true).expect("a connection need not wait");
        let _ = stream.write_all(&costly().repeat(10));
    }
    streams
}

/// Sends this, ends the connection in one direction or both, and asserts that the server ends it too.
fn ended(client: &Client, count: usize, bytes: &[u8], end: Shutdown) -> Vec<TcpStream> {
    for mut stream in many(client, count, bytes) {
        let _ = stream.shutdown(end);
        let outcome = stream.read_to_end(&mut Vec::new());
        assert!(
            !matches!(&outcome, Err(error) if error.kind() == std::io::ErrorKind::WouldBlock),
            "the server keeps the connection"
        );
    }
    Vec::new()
}
