//! A web of invented hosts on one port of this machine: what each says is written byte by byte, so that it can say what no
//! server does. Names lead here by `[fetch.resolve]`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A request that came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The host that was asked for, without port.
    pub(crate) host: String,
    /// Path and query.
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) at: Instant,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn read(stream: &mut impl Read) -> Option<Asked> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            if stream.read(&mut byte).ok()? == 0 {
                return None;
            }
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let mut lines = head.lines();
        let path = lines.next()?.split(' ').nth(1)?.to_owned();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut asked = Asked { host: String::new(), path, headers, at: Instant::now() };
        asked.host =
            asked.header("host").unwrap_or_default().split(':').next().unwrap_or_default().to_owned();
        Some(asked)
    }
}

/// Where an answer is written to.
pub(crate) trait Wire: Read + Write {}

impl<T: Read + Write> Wire for T {}

type Host = dyn Fn(&Asked, &mut dyn Wire) + Send + Sync;

/// Hosts that answer until the value is dropped.
pub(crate) struct Web {
    pub(crate) address: SocketAddr,
    log: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<Mutex<usize>>,
}

impl Web {
    /// Hosts over HTTP/1.1, one request for each connection.
    pub(crate) fn serve(answer: impl Fn(&Asked, &mut dyn Wire) + Send + Sync + 'static) -> Web {
        Web::wired(answer, |stream| Some(Box::new(stream)))
    }

    /// The same behind what `wire` makes of a connection: TLS.
    pub(crate) fn wired(
        answer: impl Fn(&Asked, &mut dyn Wire) + Send + Sync + 'static,
        wire: impl Fn(TcpStream) -> Option<Box<dyn Wire>> + Send + Sync + 'static,
    ) -> Web {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its number");
        let web = Web { address, log: Arc::default(), connections: Arc::default() };
        let (log, connections) = (Arc::clone(&web.log), Arc::clone(&web.connections));
        let (answer, wire): (Arc<Host>, _) = (Arc::new(answer), Arc::new(wire));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                *connections.lock().expect("no panic") += 1;
                stream.set_read_timeout(Some(Duration::from_secs(10))).ok();
                stream.set_write_timeout(Some(Duration::from_secs(10))).ok();
                let (log, answer, wire) = (Arc::clone(&log), Arc::clone(&answer), Arc::clone(&wire));
                thread::spawn(move || {
                    let Some(mut stream) = wire(stream) else { return };
                    let Some(asked) = Asked::read(&mut stream) else { return };
                    log.lock().expect("no panic").push(asked.clone());
                    answer(&asked, &mut *stream);
                    stream.flush().ok();
                });
            }
        });
        web
    }

    /// What was asked so far.
    pub(crate) fn log(&self) -> Vec<Asked> {
        self.log.lock().expect("no panic").clone()
    }

    /// Host and path of what was asked so far.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.log().iter().map(|asked| format!("{}{}", asked.host, asked.path)).collect()
    }

    /// How many connected, whether or not they asked for anything.
    pub(crate) fn connections(&self) -> usize {
        *self.connections.lock().expect("no panic")
    }

    /// A configuration by which every name below .test leads here, without a wait between requests.
    pub(crate) fn config(&self, more: &str) -> String {
        format!(
            "[fetch]\ncontact = \"desk@example.org\"\ndelay = \"0s\"\n\
             timeout = {{ connect = \"2s\", first = \"1s\", idle = \"700ms\", whole = \"2s\" }}\n{more}\n\
             [fetch.resolve]\n\"*.test\" = \"{}\"\n",
            self.address
        )
    }
}

/// An answer with its length.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut text = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    [text.as_bytes(), body].concat()
}

/// A page with a story.
pub(crate) fn page(title: &str) -> String {
    format!(
        "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>The port of Lumen was closed on \
         Monday after a storm had torn two cranes from their rails, the harbour master said.</p><p>\"We had no choice,\" \
         harbour master Tom Pell said on Monday.</p></article></body></html>"
    )
}

/// Writes until nobody reads any more; whether anything was written for as long as `most`.
pub(crate) fn endlessly(wire: &mut dyn Wire, piece: &[u8], pause: Duration, most: Duration) {
    let end = Instant::now() + most;
    while Instant::now() < end && wire.write_all(piece).and_then(|()| wire.flush()).is_ok() {
        thread::sleep(pause);
    }
}
