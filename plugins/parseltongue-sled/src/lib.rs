//! A sled database for Python: bytes in, bytes out, every failure an exception, panics included.
//!
//! The key of no bytes holds the seal: how many pairs there are, and the sum of their hashes. It changes in
//! the same atomic batch as the pairs, so that a pair which sled lost or altered is noticed by `verify`.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Mutex, MutexGuard};

use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyOSError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

create_exception!(_native, SledError, PyException, "sled failed.");
create_exception!(
    _native,
    SledCorruptionError,
    SledError,
    "Stored bytes are damaged or missing."
);
create_exception!(
    _native,
    SledLockedError,
    SledError,
    "Another process has the database open."
);
create_exception!(
    _native,
    SledClosedError,
    SledError,
    "The database was closed."
);

const SEAL: &[u8] = b"";
const SEAL_BYTES: usize = 16;

type Pair = (Vec<u8>, Option<Vec<u8>>);

#[derive(Clone, Copy, Default, PartialEq)]
struct Seal {
    pairs: u64,
    sum: u64,
}

impl Seal {
    fn decode(bytes: &[u8]) -> Option<Seal> {
        if bytes.len() != SEAL_BYTES {
            return None;
        }
        let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
        Some(Seal {
            pairs: number(0),
            sum: number(8),
        })
    }

    fn encode(self) -> [u8; SEAL_BYTES] {
        let mut bytes = [0; SEAL_BYTES];
        bytes[..8].copy_from_slice(&self.pairs.to_le_bytes());
        bytes[8..].copy_from_slice(&self.sum.to_le_bytes());
        bytes
    }

    fn add(&mut self, key: &[u8], value: &[u8]) {
        self.pairs = self.pairs.wrapping_add(1);
        self.sum = self.sum.wrapping_add(hash(key, value));
    }

    fn remove(&mut self, key: &[u8], value: &[u8]) {
        self.pairs = self.pairs.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(hash(key, value));
    }
}

fn hash(key: &[u8], value: &[u8]) -> u64 {
    xxh3_64_with_seed(value, xxh3_64(key))
}

fn translated(error: sled::Error) -> PyErr {
    match error {
        sled::Error::Io(problem) => {
            let text = problem.to_string();
            // fs2 gives the lock's failure no kind of its own.
            if text.contains("could not acquire lock") || text.contains("WouldBlock") {
                SledLockedError::new_err(text)
            } else if problem.kind() == std::io::ErrorKind::InvalidData
                || problem.kind() == std::io::ErrorKind::UnexpectedEof
            {
                SledCorruptionError::new_err(text)
            } else {
                PyOSError::new_err((problem.raw_os_error().unwrap_or(0), text))
            }
        }
        sled::Error::Corruption { .. } => SledCorruptionError::new_err(error.to_string()),
        other => SledError::new_err(other.to_string()),
    }
}

/// Run something of sled, which panics on much that is damaged.
fn guarded<T>(action: impl FnOnce() -> Result<T, PyErr>) -> Result<T, PyErr> {
    catch_unwind(AssertUnwindSafe(action)).unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given");
        Err(SledCorruptionError::new_err(format!(
            "sled gave up: {text}"
        )))
    })
}

/// One open database. Writes exclude each other; reads do not wait for them.
#[pyclass]
struct Database {
    open: Mutex<Option<sled::Db>>,
    writing: Mutex<()>,
}

impl Database {
    fn handle(&self) -> Result<sled::Db, PyErr> {
        lock(&self.open)
            .clone()
            .ok_or_else(|| SledClosedError::new_err("the database is closed"))
    }

    fn seal(database: &sled::Db) -> Result<Seal, PyErr> {
        match database.get(SEAL).map_err(translated)? {
            Some(bytes) => Seal::decode(&bytes)
                .ok_or_else(|| SledCorruptionError::new_err("its seal is damaged")),
            None => Ok(Seal::default()),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

#[pymethods]
impl Database {
    /// Open, or create, the database in a directory.
    #[new]
    fn new(
        py: Python<'_>,
        path: std::path::PathBuf,
        cache_capacity: u64,
        flush_every_ms: u64,
        compression: bool,
        compression_factor: i32,
    ) -> PyResult<Self> {
        let config = sled::Config::new()
            .path(path)
            .cache_capacity(cache_capacity)
            .flush_every_ms(if flush_every_ms == 0 {
                None
            } else {
                Some(flush_every_ms)
            })
            .use_compression(compression)
            .compression_factor(compression_factor);
        let database = py.detach(|| guarded(|| config.open().map_err(translated)))?;
        Ok(Database {
            open: Mutex::new(Some(database)),
            writing: Mutex::new(()),
        })
    }

    /// The values of keys, in their order.
    fn get_many<'py>(
        &self,
        py: Python<'py>,
        keys: Vec<Vec<u8>>,
    ) -> PyResult<Vec<Option<Bound<'py, PyBytes>>>> {
        let database = self.handle()?;
        let found = py.detach(|| {
            guarded(|| {
                keys.iter()
                    .map(|key| database.get(key).map_err(translated))
                    .collect::<Result<Vec<_>, _>>()
            })
        })?;
        Ok(found
            .into_iter()
            .map(|value| value.map(|bytes| PyBytes::new(py, &bytes)))
            .collect())
    }

    /// Pairs from `start` up to `end`, in order: as many as make `size` bytes, at least one.
    fn chunk<'py>(
        &self,
        py: Python<'py>,
        start: Vec<u8>,
        end: Option<Vec<u8>>,
        size: usize,
    ) -> PyResult<Vec<(Bound<'py, PyBytes>, Bound<'py, PyBytes>)>> {
        let database = self.handle()?;
        let found = py.detach(|| {
            guarded(|| {
                let mut pairs = Vec::new();
                let mut found = 0;
                for pair in database.range(start..) {
                    let (key, value) = pair.map_err(translated)?;
                    if key.as_ref() == SEAL {
                        continue;
                    }
                    if end
                        .as_ref()
                        .is_some_and(|end| key.as_ref() >= end.as_slice())
                    {
                        break;
                    }
                    found += key.len() + value.len() + 64;
                    pairs.push((key, value));
                    if found >= size {
                        break;
                    }
                }
                Ok(pairs)
            })
        })?;
        Ok(found
            .into_iter()
            .map(|(key, value)| (PyBytes::new(py, &key), PyBytes::new(py, &value)))
            .collect())
    }

    /// Write pairs of distinct keys as a whole, then bring them to the disk; the values they had before.
    fn apply<'py>(
        &self,
        py: Python<'py>,
        pairs: Vec<Pair>,
    ) -> PyResult<Vec<Option<Bound<'py, PyBytes>>>> {
        let database = self.handle()?;
        let before = py.detach(|| {
            guarded(|| {
                let _writing = lock(&self.writing);
                let mut seal = Self::seal(&database)?;
                let mut batch = sled::Batch::default();
                let mut before = Vec::with_capacity(pairs.len());
                for (key, value) in pairs {
                    let old = database.get(&key).map_err(translated)?;
                    if let Some(old) = &old {
                        seal.remove(&key, old);
                    }
                    match value {
                        Some(value) => {
                            seal.add(&key, &value);
                            batch.insert(key, value);
                        }
                        None => batch.remove(key),
                    }
                    before.push(old);
                }
                batch.insert(SEAL, &seal.encode()[..]);
                database.apply_batch(batch).map_err(translated)?;
                database.flush().map_err(translated)?;
                Ok(before)
            })
        })?;
        Ok(before
            .into_iter()
            .map(|value| value.map(|bytes| PyBytes::new(py, &bytes)))
            .collect())
    }

    /// Read everything and compare it with the seal; the number of pairs.
    fn verify(&self, py: Python<'_>) -> PyResult<u64> {
        let database = self.handle()?;
        py.detach(|| {
            guarded(|| {
                let sealed = Self::seal(&database)?;
                let mut found = Seal::default();
                for pair in database.iter() {
                    let (key, value) = pair.map_err(translated)?;
                    if key.as_ref() != SEAL {
                        found.add(&key, &value);
                    }
                }
                if found == sealed {
                    return Ok(found.pairs);
                }
                Err(SledCorruptionError::new_err(format!(
                    "it has {} pairs where {} were written, or others than were written",
                    found.pairs, sealed.pairs
                )))
            })
        })
    }

    /// Remove a pair and keep the seal, as if sled had lost it. For tests of `verify`.
    fn lose(&self, key: Vec<u8>) -> PyResult<()> {
        let database = self.handle()?;
        database.remove(key).map_err(translated)?;
        database.flush().map(drop).map_err(translated)
    }

    /// Close; the database is released once running calls have ended.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let database = lock(&self.open).take();
        py.detach(|| {
            guarded(|| database.map_or(Ok(()), |open| open.flush().map(drop).map_err(translated)))
        })
    }
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Database>()?;
    module.add("SledError", module.py().get_type::<SledError>())?;
    module.add(
        "SledCorruptionError",
        module.py().get_type::<SledCorruptionError>(),
    )?;
    module.add("SledLockedError", module.py().get_type::<SledLockedError>())?;
    module.add("SledClosedError", module.py().get_type::<SledClosedError>())?;
    Ok(())
}
