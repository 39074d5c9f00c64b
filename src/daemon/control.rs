//! The desk's own socket in its state folder: commands ask the running daemon by it.
//!
//! Promises: only the daemon's user and root are answered; a request is one line, bounded in size and time, and answered
//! off the runtime's threads, a few at a time; a socket that a killed daemon left behind is replaced.

use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener as Bound, UnixStream as Asking};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::host::Files;
use crate::source::asked::{Answer, Ask};

/// Its name in the state folder.
pub(crate) const NAME: &str = "control.sock";
/// Requests that are answered at a time; others wait to be taken.
const AT_A_TIME: usize = 4;
/// Longest request in bytes.
const LONGEST: usize = 64 << 10;
/// How long one may take to be sent, and its answer to be taken.
const PATIENCE: Duration = Duration::from_secs(5);

/// Answers what is asked; in words where that is not possible.
pub(super) type Answers = dyn Fn(&Ask) -> Result<Answer, String> + Send + Sync;

/// A socket that is answered until the value is dropped.
pub(super) struct Control {
    files: Arc<dyn Files>,
    path: PathBuf,
    answering: JoinHandle<()>,
}

impl Drop for Control {
    fn drop(&mut self) {
        self.answering.abort();
        // Whoever finds it all the same hears that nobody listens.
        self.files.remove(&self.path).ok();
    }
}

impl Control {
    /// Listens in a state folder, which nobody else has. In a runtime.
    ///
    /// # Errors
    /// As the operating system says.
    pub(super) fn open(files: Arc<dyn Files>, state: &Path, answers: Arc<Answers>) -> io::Result<Control> {
        let path = state.join(NAME);
        let fresh = format!(".{NAME}.new");
        crate::host::remove_if_there(&*files, &state.join(&fresh))?;
        // The path of a socket may be no longer than about a hundred bytes: the folder is reached by a shorter one.
        let folder = files.hold(state)?;
        let bound = Bound::bind(folder.path().join(&fresh))?;
        std::fs::set_permissions(state.join(&fresh), PermissionsExt::from_mode(0o600))?;
        files.replace(&state.join(&fresh), &path)?;
        bound.set_nonblocking(true)?;
        let listener = UnixListener::from_std(bound)?;
        Ok(Control { files, path, answering: tokio::spawn(listen(listener, answers)) })
    }
}

async fn listen(listener: UnixListener, answers: Arc<Answers>) {
    let places = Arc::new(Semaphore::new(AT_A_TIME));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::debug!(%error, "cannot take a connection to the control socket");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        if !may_ask(&stream) {
            continue;
        }
        let answers = Arc::clone(&answers);
        tokio::task::spawn_blocking(move || {
            let _place = place;
            // Who asked and is gone does not need to hear of it.
            stream.into_std().and_then(|stream| attend(stream, &*answers)).ok();
        });
    }
}

/// Whether whoever asks is the daemon's own user, or root.
fn may_ask(stream: &UnixStream) -> bool {
    let own = rustix::process::geteuid().as_raw();
    stream.peer_cred().is_ok_and(|asks| asks.uid() == own || asks.uid() == 0)
}

fn attend(mut stream: Asking, answers: &Answers) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let text = match read(&mut stream) {
        Err(why) => line(&json!({ "error": why })),
        Ok(ask) => match answers(&ask) {
            Err(why) => line(&json!({ "error": why })),
            Ok(Answer { lines, after }) => {
                let text: String = lines.iter().map(line).collect();
                text + &line(&json!({ "end": { "after": after } }))
            }
        },
    };
    stream.write_all(text.as_bytes())
}

fn line(value: &serde_json::Value) -> String {
    format!("{value}\n")
}

/// Reads one line.
fn read(stream: &mut Asking) -> Result<Ask, String> {
    let end = Instant::now() + PATIENCE;
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    let text = loop {
        if let Some(at) = bytes.iter().position(|byte| *byte == b'\n') {
            break bytes.get(..at).unwrap_or_default();
        }
        if bytes.len() >= LONGEST {
            return Err(format!("a request may have {LONGEST} bytes"));
        }
        let left = end.saturating_duration_since(Instant::now());
        let late = || "the request did not come in time".to_owned();
        if left.is_zero() {
            return Err(late());
        }
        stream.set_read_timeout(Some(left)).map_err(|error| error.to_string())?;
        match stream.read(&mut part) {
            Ok(0) => return Err("expected a line, found the end".to_owned()),
            Ok(length) => bytes.extend_from_slice(part.get(..length).unwrap_or_default()),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                return Err(late());
            }
            Err(error) => return Err(error.to_string()),
        }
    };
    serde_json::from_slice(text).map_err(|error| format!("a request that is not understood: {error}"))
}

/// Asks the daemon that has a state folder. None where nobody listens there.
///
/// # Errors
/// As the operating system says, or in the daemon's own words.
pub(crate) fn ask(files: &dyn Files, state: &Path, ask: &Ask) -> io::Result<Option<Answer>> {
    let nobody = |error: &io::Error| {
        matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused)
    };
    let connected = files.hold(state).and_then(|folder| Asking::connect(folder.path().join(NAME)));
    let mut stream = match connected {
        Err(error) if nobody(&error) => return Ok(None),
        connected => connected?,
    };
    // An answer is short, but a store may have to wait for a disk.
    stream.set_read_timeout(Some(PATIENCE * 6))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(format!("{}\n", serde_json::to_string(ask)?).as_bytes())?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    answer(&text).map(Some)
}

fn answer(text: &str) -> io::Result<Answer> {
    let mut answer = Answer::default();
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line)?;
        if let Some(why) = value.get("error").filter(|_| is_alone(&value)) {
            return Err(io::Error::other(why.as_str().unwrap_or_default().to_owned()));
        }
        if let Some(end) = value.get("end").filter(|_| is_alone(&value)) {
            answer.after = end["after"].as_str().map(str::to_owned);
            return Ok(answer);
        }
        answer.lines.push(value);
    }
    Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the daemon broke off in the middle of its answer"))
}

fn is_alone(value: &serde_json::Value) -> bool {
    value.as_object().is_some_and(|fields| fields.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::RealFiles;

    fn feeds(text: &str) -> Ask {
        Ask::Feeds { source: None, state: None, text: Some(text.to_owned()), after: None }
    }

    /// Says back what it was asked.
    fn open(state: &Path) -> Control {
        let answers: Arc<Answers> = Arc::new(|ask: &Ask| match ask {
            Ask::Retry { .. } => Err("not now".to_owned()),
            other => Ok(Answer { lines: vec![json!(format!("{other:?}"))], after: Some("7".to_owned()) }),
        });
        Control::open(Arc::new(RealFiles), state, answers).unwrap()
    }

    fn raw(state: &Path, bytes: &[u8]) -> String {
        let mut stream = Asking::connect(state.join(NAME)).unwrap();
        // It may be refused before all of it is sent.
        stream.write_all(bytes).ok();
        let mut text = String::new();
        stream.read_to_string(&mut text).ok();
        text
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn it_is_asked_and_answers_and_replaces_what_a_killed_one_left() {
        let folder = tempfile::tempdir().unwrap();
        // Longer than a socket's path may be.
        let state = folder.path().join("long".repeat(40));
        std::fs::create_dir(&state).unwrap();
        assert_eq!(ask(&RealFiles, &state, &feeds("x")).unwrap(), None, "nobody listens");
        let control = open(&state);
        let mode = std::fs::metadata(state.join(NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let asked = |what: Ask| {
            let state = state.clone();
            tokio::task::spawn_blocking(move || ask(&RealFiles, &state, &what))
        };
        let answer = asked(feeds("a\nb")).await.unwrap().unwrap().unwrap();
        assert_eq!(answer.lines, [json!(format!("{:?}", feeds("a\nb")))]);
        assert_eq!(answer.after.as_deref(), Some("7"));
        let refused = asked(Ask::Retry { addresses: Vec::new() }).await.unwrap();
        assert_eq!(refused.unwrap_err().to_string(), "not now");
        std::mem::forget(control);
        let other = open(&state);
        assert!(asked(feeds("c")).await.unwrap().unwrap().is_some());
        drop(other);
        assert_eq!(asked(feeds("d")).await.unwrap().unwrap(), None);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_no_request_is_said_and_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().to_owned();
        let _control = open(&state);
        let asked = |bytes: Vec<u8>| {
            let state = state.clone();
            tokio::task::spawn_blocking(move || raw(&state, &bytes))
        };
        assert!(asked(b"nonsense\n".to_vec()).await.unwrap().contains("not understood"));
        assert!(asked(b"{\"drop\":{}}\n".to_vec()).await.unwrap().contains("not understood"));
        let long = asked(vec![b'x'; LONGEST + 1]).await.unwrap();
        assert!(long.is_empty() || long.contains("a request may have"), "{long}");
        // Those who say nothing stand in nobody's way for longer than patience lasts.
        let silent: Vec<_> = (0..AT_A_TIME).map(|_| Asking::connect(state.join(NAME)).unwrap()).collect();
        let begun = Instant::now();
        assert!(asked(b"nonsense\n".to_vec()).await.unwrap().contains("not understood"));
        assert!(begun.elapsed() < PATIENCE * 2);
        drop(silent);
    }
}
