//! External grouping: rows brought together by a key, however many there are. What doesn't fit in memory waits on disk.

use std::{
    cmp::Ordering,
    io::{self, Read, Write},
    iter::Peekable,
    marker::PhantomData,
};

use extsort::{ExternalSorter, PushExternalSorter, Sortable, SortedIterator};
use record::Fault;
use serde::{Serialize, de::DeserializeOwned};

use super::{Sink, Stop};

/// Number of rows that are sorted in memory at a time: some are as long as the summary of a project.
const IN_MEMORY: usize = 15_000;

type Order = fn(&KeyedRow, &KeyedRow) -> Ordering;

/// A row with the key that it is gathered by, and where it stood among all rows.
struct KeyedRow {
    key: String,
    position: u64,
    row: Vec<u8>,
}

impl KeyedRow {
    fn order(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key).then(self.position.cmp(&other.position))
    }
}

impl Sortable for KeyedRow {
    fn encode<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        for bytes in [self.key.as_bytes(), &self.position.to_le_bytes(), &self.row] {
            writer.write_all(&(bytes.len() as u64).to_le_bytes())?;
            writer.write_all(bytes)?;
        }
        Ok(())
    }

    fn decode<R: Read>(reader: &mut R) -> io::Result<Self> {
        let mut part = || {
            let mut length = [0; 8];
            reader.read_exact(&mut length)?;
            let mut bytes = Vec::new();
            let length = u64::from_le_bytes(length);
            if reader.take(length).read_to_end(&mut bytes)? as u64 == length {
                Ok(bytes)
            } else {
                Err(io::Error::other("a row is cut off"))
            }
        };
        let key = String::from_utf8(part()?).map_err(io::Error::other)?;
        let position = part()?.try_into().map(u64::from_le_bytes).map_err(|_| io::Error::other("a position is cut off"))?;
        Ok(Self { key, position, row: part()? })
    }
}

/// The reason why a reader that groups rows ends early.
#[derive(Debug)]
pub enum GroupingError {
    /// Nobody takes the records any more.
    Stop,
    /// Rows can't be kept on disk.
    Disk(io::Error),
}

impl From<Stop> for GroupingError {
    fn from(_: Stop) -> Self {
        Self::Stop
    }
}

impl From<io::Error> for GroupingError {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl GroupingError {
    /// Reports that rows can't be kept on disk, after which nothing more can be read.
    pub fn report(self, sink: &mut Sink, context: &str) -> Result<(), Stop> {
        match self {
            Self::Stop => Err(Stop),
            Self::Disk(error) => sink.give_up(Fault::new("", format!("{context}{error}"))),
        }
    }
}

/// Rows on their way to their groups.
pub struct Grouping<T> {
    sorter: PushExternalSorter<KeyedRow, Order>,
    count: u64,
    rows: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> Grouping<T> {
    /// No rows yet.
    #[must_use]
    pub fn new() -> Self {
        let sorter = ExternalSorter::new().with_segment_size(IN_MEMORY).pushed_by(KeyedRow::order as Order);
        Self { sorter, count: 0, rows: PhantomData }
    }

    /// Adds a row.
    pub fn push(&mut self, key: &str, row: &T) -> io::Result<()> {
        let row = serde_json::to_vec(row)?;
        self.sorter.push(KeyedRow { key: key.to_owned(), position: self.count, row })?;
        self.count += 1;
        Ok(())
    }

    /// The groups in the bytewise order of their keys; in each, the rows in the order in which they came.
    pub fn groups(self) -> io::Result<Groups<T>> {
        Ok(Groups { entries: self.sorter.done()?.peekable(), rows: PhantomData })
    }
}

impl<T: Serialize + DeserializeOwned> Default for Grouping<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Groups of rows, one after the other.
pub struct Groups<T> {
    entries: Peekable<SortedIterator<KeyedRow, Order>>,
    rows: PhantomData<T>,
}

impl<T: DeserializeOwned> Iterator for Groups<T> {
    type Item = io::Result<(String, Vec<T>)>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = match self.entries.next()? {
            Ok(first) => first,
            Err(error) => return Some(Err(error)),
        };
        let mut rows = vec![first.row];
        loop {
            match self.entries.next_if(|entry| entry.as_ref().map_or(true, |entry| entry.key == first.key)) {
                Some(Ok(entry)) => rows.push(entry.row),
                Some(Err(error)) => return Some(Err(error)),
                None => break,
            }
        }
        let rows = rows.iter().map(|row| serde_json::from_slice(row)).collect::<Result<Vec<T>, _>>();
        Some(rows.map(|rows| (first.key, rows)).map_err(io::Error::from))
    }
}
