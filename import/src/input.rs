//! The inputs of an import: files, folders, archives and standard input, each opened as often as a reader needs.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use flate2::read::MultiGzDecoder;
use tempfile::TempPath;
use zip::ZipArchive;

/// A file or folder that can't be read.
#[derive(Debug, thiserror::Error)]
#[error("{path} can't be read: {reason}")]
pub struct Error {
    /// Its path.
    pub path: String,
    /// The reason that the system gives.
    pub reason: String,
}

/// Length of a file's beginning that is looked at to find out what it is, in bytes.
const HEAD: u64 = 64 * 1024;

/// From so many bytes on, a file that unpacks to more than `MOST_RATIO` times its packed size is taken for an attack.
const SUSPICIOUS: u64 = 256 * 1024 * 1024;
const MOST_RATIO: u64 = 200;

/// Most files that one archive may hold.
const MOST_MEMBERS: usize = 10_000;

/// One file, packed or not, alone or in an archive.
#[derive(Clone, Debug)]
pub struct Input {
    name: String,
    file: Arc<Stored>,
    /// The place in the archive, if the file is in one.
    member: Option<usize>,
    /// Packed size in bytes.
    size: u64,
    /// True if somebody named this very file, false if it was found in a folder or archive.
    named: bool,
    read: Arc<AtomicU64>,
}

/// The place of the bytes.
#[derive(Debug)]
enum Stored {
    Path(PathBuf),
    /// Standard input can be read once only, so it is kept in a file that goes away with the import.
    Copied(TempPath),
}

impl Stored {
    fn path(&self) -> &Path {
        match self {
            Self::Path(path) => path,
            Self::Copied(path) => path,
        }
    }
}

impl Input {
    /// The name of the file in reports.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Packed size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// True if somebody named this very file, false if it was found in a folder or archive.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.named
    }

    /// The number of packed bytes that were read so far, all readers of the file together.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Opens the file at its beginning, unpacked.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let packed: Box<dyn Read + Send> = match self.member {
            None => Box::new(self.counted(File::open(self.file.path())?)),
            Some(index) => self.unpacked(Box::new(MemberReader::open(self.counted(File::open(self.file.path())?), index)?)),
        };
        let mut packed = BufReader::with_capacity(128 * 1024, packed);
        let is_gzip = io::BufRead::fill_buf(&mut packed)?.starts_with(&[0x1f, 0x8b]);
        Ok(if is_gzip { self.unpacked(Box::new(MultiGzDecoder::new(packed))) } else { Box::new(packed) })
    }

    /// The first bytes of the file, unpacked.
    pub fn head(&self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open()?.take(HEAD).read_to_end(&mut head)?;
        self.read.store(0, Ordering::Relaxed);
        Ok(head)
    }

    /// The first characters of the file, unpacked, without white space before them. A mark at the beginning tells UTF-16.
    pub fn head_text(&self) -> io::Result<String> {
        let head = self.head()?;
        let (text, ..) = encoding_rs::UTF_8.decode(&head);
        Ok(text.trim_start().to_owned())
    }

    /// The whole file as bytes, for formats that can't be read piece by piece.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn counted(&self, file: File) -> Counted {
        Counted { file, read: Arc::clone(&self.read) }
    }

    fn unpacked(&self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        Box::new(Unpacked { reader, most: SUSPICIOUS.max(self.size.saturating_mul(MOST_RATIO)) })
    }
}

/// Counts what is read of a file, for the progress.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Ends with an error when a packed file grows beyond all likelihood.
struct Unpacked {
    reader: Box<dyn Read + Send>,
    /// The number of bytes that may still come.
    most: u64,
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                io::Error::other(format!("the packed file is damaged or cut off: {error}"))
            }
            _ => error,
        })?;
        self.most = self.most.checked_sub(n as u64).ok_or_else(|| {
            io::Error::other(format!(
                "it unpacks to more than {MOST_RATIO} times its size, which no honest table or document does"
            ))
        })?;
        Ok(n)
    }
}

/// A file in an archive. The library's reader borrows the archive, so the bytes pass through a pipe of one thread.
struct MemberReader(std::sync::mpsc::Receiver<io::Result<Vec<u8>>>, io::Cursor<Vec<u8>>);

impl MemberReader {
    fn open(file: Counted, index: usize) -> io::Result<Self> {
        let mut archive = ZipArchive::new(BufReader::new(file)).map_err(io::Error::other)?;
        let (sender, receiver) = std::sync::mpsc::sync_channel(4);
        std::thread::spawn(move || {
            let mut member = match archive.by_index(index) {
                Ok(member) => member,
                Err(error) => return drop(sender.send(Err(io::Error::other(error)))),
            };
            loop {
                let mut chunk = vec![0; 64 * 1024];
                let sent = match member.read(&mut chunk) {
                    Ok(0) => return,
                    Ok(n) => {
                        chunk.truncate(n);
                        sender.send(Ok(chunk))
                    }
                    Err(error) => sender.send(Err(error)),
                };
                if sent.is_err() {
                    return;
                }
            }
        });
        Ok(Self(receiver, io::Cursor::new(Vec::new())))
    }
}

impl Read for MemberReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.1.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            match self.0.recv() {
                Ok(chunk) => self.1 = io::Cursor::new(chunk?),
                Err(_) => return Ok(0),
            }
        }
    }
}

/// The files that the paths stand for: themselves, those in folders and archives, standard input for `-`; in the order of the
/// paths, and by name within a folder or archive.
pub fn collect(paths: &[PathBuf]) -> Result<Vec<Input>, Error> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let copied = copy_of_standard_input().map_err(|error| unreadable("standard input", &error))?;
            add(Stored::Copied(copied), "standard input", true, &mut inputs)?;
        } else if path.is_dir() {
            for file in files_below(path)? {
                let name = file.display().to_string();
                add(Stored::Path(file), &name, false, &mut inputs)?;
            }
        } else {
            let name = path.display().to_string();
            add(Stored::Path(path.clone()), &name, true, &mut inputs)?;
        }
    }
    Ok(inputs)
}

fn copy_of_standard_input() -> io::Result<TempPath> {
    let mut file = tempfile::NamedTempFile::new()?;
    io::copy(&mut io::stdin().lock(), &mut file)?;
    file.flush()?;
    Ok(file.into_temp_path())
}

/// All files in a folder and the folders in it, by name; those whose names begin with a dot are nobody's data.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.'))
    {
        let entry = entry.map_err(|error| unreadable(&folder.display().to_string(), &io::Error::from(error)))?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// Adds a file, or what is in it if it is an archive. Nothing is ever written where an archive says.
fn add(file: Stored, name: &str, named: bool, inputs: &mut Vec<Input>) -> Result<(), Error> {
    let failed = |error: &io::Error| unreadable(name, error);
    let file = Arc::new(file);
    let mut opened = File::open(file.path()).map_err(|error| failed(&error))?;
    let size = opened.metadata().map_err(|error| failed(&error))?.len();
    let mut magic = [0; 4];
    let is_archive = opened.read(&mut magic).is_ok_and(|n| n == 4 && magic == *b"PK\x03\x04");
    let input =
        |name: String, member, size, named| Input { name, file: Arc::clone(&file), member, size, named, read: Arc::default() };
    let members = if is_archive { members(opened, name)? } else { None };
    match members {
        None => inputs.push(input(name.to_owned(), None, size, named)),
        Some(members) => inputs.extend(
            members.into_iter().map(|(index, member, size)| input(format!("{name}: {member}"), Some(index), size, false)),
        ),
    }
    Ok(())
}

/// A file in an archive: its place, name and packed size in bytes.
type ArchiveMember = (usize, String, u64);

/// The files of an archive with their places and packed sizes; `None` if it is one document in several parts, as workbooks are.
fn members(file: File, name: &str) -> Result<Option<Vec<ArchiveMember>>, Error> {
    let broken = |error: zip::result::ZipError| unreadable(name, &io::Error::other(error));
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    if archive.index_for_name("[Content_Types].xml").is_some() || archive.index_for_name("mimetype").is_some() {
        return Ok(None);
    }
    if archive.len() > MOST_MEMBERS {
        let reason = format!("the archive holds {} files: at most {MOST_MEMBERS} are allowed", archive.len());
        return Err(unreadable(name, &io::Error::other(reason)));
    }
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(broken)?;
        if member.is_file() {
            members.push((index, member.name().map_err(broken)?.into_owned(), member.compressed_size()));
        }
    }
    members.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(Some(members))
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    Error { path: name.to_owned(), reason: reason(error) }
}

/// The reason that the system gives, in a sentence for a person.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::UnexpectedEof => "it ends too early, as if it was cut off".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damaged::damaged;

    /// A file in an archive: its name, and what it holds or why it can't be read.
    type ReadMember = (String, Result<Vec<u8>, String>);

    fn unpacked(name: &str, bytes: &[u8]) -> Result<Vec<ReadMember>, Error> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        let inputs = collect(&[path])?;
        let member = |input: &Input| input.name().rsplit(": ").next().unwrap_or_default().to_owned();
        Ok(inputs.iter().map(|input| (member(input), input.bytes().map_err(|error| reason(&error)))).collect())
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(bytes).expect("bytes");
        packed.finish().expect("a file")
    }

    fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, bytes) in members {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member");
            archive.write_all(bytes).expect("its bytes");
        }
        archive.finish().expect("an archive").into_inner()
    }

    #[test]
    fn members_are_read_and_nothing_is_written_where_they_say() {
        let inner = archive(&[("a.csv", b"a")]);
        let bytes = archive(&[("../../out.csv", b"a"), ("b.csv.gz", &gzip(b"b")), ("inner.zip", &inner)]);
        let members = unpacked("set.zip", &bytes).expect("an archive");
        let expected = [("../../out.csv", b"a".to_vec()), ("b.csv.gz", b"b".to_vec()), ("inner.zip", inner)];
        assert_eq!(members, expected.map(|(name, bytes)| (name.to_owned(), Ok(bytes))));
        let bomb = archive(&[("zeros", &vec![0; usize::try_from(SUSPICIOUS).unwrap_or_default() + 1])]);
        let members = unpacked("bomb.zip", &bomb).expect("an archive");
        assert!(members[0].1.as_ref().is_err_and(|reason| reason.contains("200 times its size")));
    }

    #[test]
    fn damaged_files_give_what_was_packed_or_a_reason() {
        let text: Vec<u8> = (0..20_000_u32).flat_map(|number| format!("{number},").into_bytes()).collect();
        let (gzip, archive) = (gzip(&text), archive(&[("a", &text), ("b", &text)]));
        for bytes in damaged(&gzip, b"PK\x03\x04\x1f\x8b", 200) {
            for (_, read) in unpacked("a.gz", &bytes).expect("one file") {
                // Without its first bytes it is none that is packed.
                assert!(read.is_err() || read.as_ref() == Ok(&bytes) || read.as_ref() == Ok(&text) || bytes.len() < 20);
            }
        }
        for bytes in damaged(&archive, b"PK\x03\x04\x1f\x8b", 200) {
            let Ok(members) = unpacked("a.zip", &bytes) else { continue };
            assert!(members.into_iter().all(|(_, read)| read.is_err() || read == Ok(text.clone()) || read == Ok(bytes.clone())));
        }
    }
}
