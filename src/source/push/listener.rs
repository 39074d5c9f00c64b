//! One address, listened on for one or more sources, told apart by their paths.

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::oneshot;

use crate::flow::held;
use crate::listen::Connections;

use super::answer::Answer;
use super::waiting::Desk;

/// Most connections at a time.
const MOST: usize = 512;
/// How long a connection may go without an answer: more than any patience and body.
const DEADLINE: Duration = Duration::from_mins(15);

type Routes = Arc<Mutex<BTreeMap<String, Arc<Desk>>>>;

/// An address that is listened on until the last source lets go of it.
pub(super) struct Listener {
    address: SocketAddr,
    /// None once it is served.
    socket: Mutex<Option<TcpListener>>,
    routes: Routes,
    /// Dropped, it ends the serving.
    end: Mutex<Option<oneshot::Sender<()>>>,
}

/// A path that is answered until this is dropped.
pub(super) struct Place {
    listener: Arc<Listener>,
    path: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        held(&self.listener.routes).remove(&self.path);
    }
}

impl Listener {
    /// Takes an address.
    ///
    /// # Errors
    /// As the operating system says.
    pub(super) fn bind(address: SocketAddr) -> io::Result<Listener> {
        let socket = TcpListener::bind(address)?;
        socket.set_nonblocking(true)?;
        let address = socket.local_addr()?;
        let socket = Mutex::new(Some(socket));
        Ok(Listener { address, socket, routes: Routes::default(), end: Mutex::default() })
    }

    /// Answers a path from now on.
    pub(super) fn serve(self: &Arc<Self>, path: &str, desk: Arc<Desk>) -> Place {
        tracing::info!(source = desk.source(), listens = %self.address, path, "taking what is pushed");
        held(&self.routes).insert(path.to_owned(), desk);
        if let Some(socket) = held(&self.socket).take() {
            let (end, ended) = oneshot::channel();
            *held(&self.end) = Some(end);
            tokio::spawn(answer_all(socket, Arc::clone(&self.routes), ended));
        }
        Place { listener: Arc::clone(self), path: path.to_owned() }
    }
}

async fn answer_all(socket: TcpListener, routes: Routes, ended: oneshot::Receiver<()>) {
    let served = async {
        let listener = Connections::of(tokio::net::TcpListener::from_std(socket)?, MOST, DEADLINE);
        let router = Router::new().fallback(answer).with_state(routes);
        // Dropping the sender is the word to end, too.
        axum::serve(listener, router).with_graceful_shutdown(async { drop(ended.await) }).await
    };
    if let Err(error) = served.await {
        tracing::error!(%error, "nothing that is pushed is taken any more");
    }
}

async fn answer(State(routes): State<Routes>, request: Request) -> Response {
    let desk = held(&routes).get(request.uri().path()).cloned();
    let Some(desk) = desk else {
        return Answer::problem(StatusCode::NOT_FOUND, "nothing is taken at this path").into_response();
    };
    if request.method() != axum::http::Method::POST {
        let answer = Answer::problem(StatusCode::METHOD_NOT_ALLOWED, "copy is sent with POST");
        return ([(header::ALLOW, "POST")], answer).into_response();
    }
    let answer = Arc::clone(&desk).take(request).await;
    desk.count(answer.status);
    answer.into_response()
}
