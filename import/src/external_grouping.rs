//! External grouping: rows brought together by a key, however many there are. They are sorted in segments, segments that don't fit in
//! memory wait on disk, and all are merged in the end.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    marker::PhantomData,
};

use record::Fault;
use serde::{Serialize, de::DeserializeOwned};
use tempfile::{NamedTempFile, TempPath};

use super::{Sink, Stop};

/// Number of rows that are sorted in memory at a time: some are as long as the summary of a project.
const IN_MEMORY: usize = 15_000;

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

/// A row with the key that it is grouped by, and its position among all rows. No two are equal.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct KeyedRow {
    key: String,
    position: u64,
    /// The row as JSON.
    row: Vec<u8>,
}

impl KeyedRow {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&self.position.to_le_bytes())?;
        for bytes in [self.key.as_bytes(), &self.row] {
            out.write_all(&(bytes.len() as u64).to_le_bytes())?;
            out.write_all(bytes)?;
        }
        Ok(())
    }

    fn read(input: &mut impl Read) -> io::Result<Self> {
        let position = read_number(input)?;
        let key = String::from_utf8(read_bytes(input)?).map_err(io::Error::other)?;
        Ok(Self { key, position, row: read_bytes(input)? })
    }
}

fn read_number(input: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    input.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

fn read_bytes(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let length = read_number(input)?;
    let mut bytes = Vec::new();
    if input.take(length).read_to_end(&mut bytes)? as u64 == length {
        Ok(bytes)
    } else {
        Err(io::Error::other("a row is cut off"))
    }
}

/// Writes sorted rows to a file of their own.
fn write_segment(rows: &[KeyedRow]) -> io::Result<TempPath> {
    let mut file = BufWriter::new(NamedTempFile::new()?);
    rows.iter().try_for_each(|row| row.write(&mut file))?;
    Ok(file.into_inner()?.into_temp_path())
}

/// The rows of a segment in their order.
type Segment = Box<dyn Iterator<Item = io::Result<KeyedRow>>>;

/// A segment on disk.
struct StoredSegment {
    file: BufReader<File>,
    /// Deletes the file when it is dropped.
    _path: TempPath,
}

impl Iterator for StoredSegment {
    type Item = io::Result<KeyedRow>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.file.fill_buf() {
            Ok([]) => None,
            Ok(_) => Some(KeyedRow::read(&mut self.file)),
            Err(error) => Some(Err(error)),
        }
    }
}

fn open_segment(path: TempPath) -> io::Result<Segment> {
    let file = BufReader::new(File::open(&path)?);
    Ok(Box::new(StoredSegment { file, _path: path }))
}

/// Rows on their way to their groups.
pub struct Grouping<T> {
    /// Rows that belong to no segment yet.
    rows: Vec<KeyedRow>,
    /// The segments on disk.
    segments: Vec<TempPath>,
    count: u64,
    of: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> Grouping<T> {
    /// No rows yet.
    #[must_use]
    pub fn new() -> Self {
        Self { rows: Vec::new(), segments: Vec::new(), count: 0, of: PhantomData }
    }

    /// Adds a row.
    pub fn push(&mut self, key: &str, row: &T) -> io::Result<()> {
        self.rows.push(KeyedRow { key: key.to_owned(), position: self.count, row: serde_json::to_vec(row)? });
        self.count += 1;
        if self.rows.len() == IN_MEMORY {
            self.rows.sort_unstable();
            self.segments.push(write_segment(&self.rows)?);
            self.rows.clear();
        }
        Ok(())
    }

    /// The groups in the bytewise order of their keys; in each, the rows in the order in which they came.
    pub fn groups(mut self) -> io::Result<Groups<T>> {
        self.rows.sort_unstable();
        let mut segments: Vec<Segment> = self.segments.into_iter().map(open_segment).collect::<io::Result<_>>()?;
        segments.push(Box::new(self.rows.into_iter().map(Ok)));
        let mut groups = Groups { segments, heads: BinaryHeap::new(), of: PhantomData };
        (0..groups.segments.len()).try_for_each(|segment| groups.advance(segment))?;
        Ok(groups)
    }
}

impl<T: Serialize + DeserializeOwned> Default for Grouping<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Groups of rows, one after the other.
pub struct Groups<T> {
    segments: Vec<Segment>,
    /// The next row of each segment that has one, and the position of the segment.
    heads: BinaryHeap<Reverse<(KeyedRow, usize)>>,
    of: PhantomData<T>,
}

impl<T: DeserializeOwned> Groups<T> {
    /// Adds the next row of a segment to the heads.
    fn advance(&mut self, segment: usize) -> io::Result<()> {
        if let Some(row) = self.segments[segment].next() {
            self.heads.push(Reverse((row?, segment)));
        }
        Ok(())
    }

    /// The rows of a key, which the heads begin with.
    fn rows_of(&mut self, key: &str) -> io::Result<Vec<T>> {
        let mut rows = Vec::new();
        while self.heads.peek().is_some_and(|Reverse((row, _))| row.key == key)
            && let Some(Reverse((row, segment))) = self.heads.pop()
        {
            rows.push(serde_json::from_slice(&row.row)?);
            self.advance(segment)?;
        }
        Ok(rows)
    }
}

impl<T: DeserializeOwned> Iterator for Groups<T> {
    type Item = io::Result<(String, Vec<T>)>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((first, _)) = self.heads.peek()?;
        let key = first.key.clone();
        Some(self.rows_of(&key).map(|rows| (key, rows)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_in_the_order_of_keys_and_their_rows_in_the_order_in_which_they_came() {
        let count = 3 * IN_MEMORY + 7;
        let mut grouping = Grouping::new();
        for number in 0..count {
            grouping.push(&format!("key {:04}", number % 1_000), &number).expect("room on disk");
        }
        assert_eq!(grouping.segments.len(), 3);
        let files: Vec<_> = grouping.segments.iter().map(|path| path.to_path_buf()).collect();
        let groups: Vec<(String, Vec<usize>)> =
            grouping.groups().expect("segments can be opened").collect::<io::Result<_>>().expect("segments can be read");
        assert_eq!(groups.len(), 1_000);
        for (group, (key, rows)) in groups.into_iter().enumerate() {
            assert_eq!(key, format!("key {group:04}"));
            assert_eq!(rows, (group..count).step_by(1_000).collect::<Vec<_>>());
        }
        assert!(files.iter().all(|file| !file.exists()), "segments are left on disk");
        assert_eq!(Grouping::<usize>::new().groups().expect("nothing to open").count(), 0);
    }

    #[test]
    fn a_row_that_is_cut_off_is_an_error() {
        let mut bytes = Vec::new();
        let row = KeyedRow { key: "a".to_owned(), position: 1, row: b"12345".to_vec() };
        row.write(&mut bytes).expect("room in memory");
        assert!(KeyedRow::read(&mut bytes.as_slice()).is_ok_and(|read| read == row));
        for length in 0..bytes.len() {
            assert!(KeyedRow::read(&mut &bytes[..length]).is_err(), "{length} of {} bytes", bytes.len());
        }
    }
}
