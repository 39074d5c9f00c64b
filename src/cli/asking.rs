//! Asking about what is fetched: the running daemon where there is one, else what stands in the state folder.

use std::sync::Arc;

use super::out::shown;
use super::{Exit, Fatal};
use crate::config::Plan;
use crate::daemon::control;
use crate::host::{Clock, Files, Lock, RealFiles, SystemClock};
use crate::source::asked::{self, Answer, Ask};

/// Whom a command asks.
pub(super) struct Asking<'p> {
    plan: &'p Plan,
    files: Arc<dyn Files>,
    clock: Arc<dyn Clock>,
    /// The state folder while no daemon has it; none while one is asked.
    held: Option<Option<Box<dyn Lock>>>,
}

impl<'p> Asking<'p> {
    /// Asks whoever has the state folder of this configuration.
    pub(super) fn of(plan: &'p Plan) -> Asking<'p> {
        Asking { plan, files: Arc::new(RealFiles), clock: Arc::new(SystemClock::default()), held: None }
    }

    /// An answer, or a part of it.
    pub(super) fn ask(&mut self, ask: &Ask) -> Result<Answer, Fatal> {
        let state = &self.plan.state;
        if self.held.is_none() {
            let answered = control::ask(&*self.files, state, ask);
            let failed = |error| Fatal::io(shown(state.join(control::NAME).display()), error);
            if let Some(answer) = answered.map_err(failed)? {
                return Ok(answer);
            }
            self.held = Some(self.hold()?);
        }
        let answer = asked::answer(ask, &self.files, state, &self.clock, None);
        answer.map_err(|error| Fatal::new(Exit::Io, error))
    }

    /// Asks until there is no more, and hands on each line.
    pub(super) fn each(
        &mut self,
        ask: impl Fn(Option<String>) -> Ask,
        line: &mut dyn FnMut(serde_json::Value) -> Result<(), Fatal>,
    ) -> Result<(), Fatal> {
        let mut after = None;
        loop {
            let answer = self.ask(&ask(after))?;
            answer.lines.into_iter().try_for_each(&mut *line)?;
            after = answer.after;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Holds the state folder, so that no daemon begins meanwhile. None where there is no such folder yet.
    fn hold(&self) -> Result<Option<Box<dyn Lock>>, Fatal> {
        let state = &self.plan.state;
        let io = |error| Fatal::io(shown(state.display()), error);
        if !state.try_exists().map_err(io)? {
            return Ok(None);
        }
        let busy = || {
            let message = format!(
                "another wiredesk uses the state in {}, and does not answer now: it is starting or closing; try again",
                shown(state.display())
            );
            Fatal::message(Exit::Temporary, message)
        };
        self.files.lock_folder(state).map_err(io)?.ok_or_else(busy).map(Some)
    }
}
