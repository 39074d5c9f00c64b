//! Connections that cannot take everything: a few at a time, each with a deadline; for a new one the idlest is closed, those who wait for
//! an answer last.
//!
//! Promises: whoever asks now is answered, however many others have connected and say nothing; descriptors are kept
//! back for the intake; nobody who sends or reads a byte at a time stays for long.

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::{Instant, Sleep};

use crate::flow::held;

/// Of so many descriptors that the process may have, one is for a connection.
const SHARE: u64 = 8;

/// Who is connected, by number.
#[derive(Default)]
struct Open {
    last: u64,
    connections: BTreeMap<u64, Guest>,
}

/// One who is connected.
struct Guest {
    /// Whether something came that was not answered yet.
    waits: bool,
    /// Since when nothing was answered.
    since: Instant,
    /// Dropped, it closes the connection.
    _close: oneshot::Sender<()>,
}

/// Takes connections.
pub(crate) struct Connections {
    listener: TcpListener,
    most: usize,
    deadline: Duration,
    open: Arc<Mutex<Open>>,
}

impl Connections {
    /// So many at a time, unless the process may have too few descriptors for that. Each may go for `deadline` without an
    /// answer being taken: for head and body of a request, between two, and for the answer itself.
    pub(crate) fn of(listener: TcpListener, most: usize, deadline: Duration) -> Connections {
        let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
        let share = limit.map_or(most, |limit| usize::try_from(limit / SHARE).unwrap_or(most));
        Connections { listener, most: share.clamp(1, most.max(1)), deadline, open: Arc::default() }
    }

    /// Gives a connection its place; the one that has been idle for longest makes room.
    fn welcome(&self, stream: TcpStream) -> Connection {
        let mut open = held(&self.open);
        while open.connections.len() >= self.most {
            let idlest = open
                .connections
                .iter()
                .min_by_key(|(_, guest)| (guest.waits, guest.since))
                .map(|(number, _)| *number);
            // Dropping what closes it closes it.
            if idlest.and_then(|number| open.connections.remove(&number)).is_none() {
                break;
            }
        }
        let (close, closed) = oneshot::channel();
        open.last += 1;
        let number = open.last;
        open.connections.insert(number, Guest { waits: false, since: Instant::now(), _close: close });
        Connection {
            stream,
            number,
            open: Arc::clone(&self.open),
            closed: Some(closed),
            each: self.deadline,
            deadline: Box::pin(tokio::time::sleep(self.deadline)),
        }
    }
}

impl axum::serve::Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => return (self.welcome(stream), address),
                Err(error) => {
                    tracing::debug!(%error, "cannot take a connection");
                    // Out of descriptors, most likely: some will be free again.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One connection.
pub(crate) struct Connection {
    stream: TcpStream,
    number: u64,
    open: Arc<Mutex<Open>>,
    /// None once it was told to close.
    closed: Option<oneshot::Receiver<()>>,
    each: Duration,
    deadline: Pin<Box<Sleep>>,
}

impl Connection {
    /// Whether it may stay; wakes up when it may not any more.
    fn stays(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let told = match &mut self.closed {
            Some(closed) => Pin::new(closed).poll(context).is_ready(),
            None => true,
        };
        if told {
            self.closed = None;
            return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "closed to make room for another"));
        }
        if self.deadline.as_mut().poll(context).is_ready() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(())
    }

    fn answered(&mut self) {
        let now = Instant::now();
        self.deadline.as_mut().reset(now + self.each);
        if let Some(guest) = held(&self.open).connections.get_mut(&self.number) {
            (guest.waits, guest.since) = (false, now);
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        held(&self.open).connections.remove(&self.number);
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Err(error) = self.stays(context) {
            return Poll::Ready(Err(error));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before
            && let Some(guest) = held(&self.open).connections.get_mut(&self.number)
        {
            guest.waits = true;
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Err(error) = self.stays(context) {
            return Poll::Ready(Err(error));
        }
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if matches!(written, Poll::Ready(Ok(_))) {
            self.answered();
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
