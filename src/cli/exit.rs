//! How a command ends: exit statuses as sysexits.h has them, and the error that ends the process.

use std::process::ExitCode;

use super::out::shown;

/// Exit statuses, as sysexits.h numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Ok = 0,
    /// The command line is wrong.
    Usage = 64,
    /// Something was refused, and `process --strict` was asked to say so.
    Data = 65,
    /// What was asked for is not there.
    NoInput = 66,
    /// Something could not be fetched.
    Unavailable = 69,
    /// A defect in wiredesk.
    Internal = 70,
    /// An output file cannot be created.
    CantCreate = 73,
    /// A read or write failed.
    Io = 74,
    /// Not now: another wiredesk holds the lock.
    Temporary = 75,
    /// The configuration is wrong.
    Config = 78,
}

impl Exit {
    /// Every status with what it means, in order: for `--help`.
    pub const ALL: &'static [(Exit, &'static str)] = &[
        (Exit::Ok, "done"),
        (Exit::Usage, "the command line is wrong"),
        (Exit::Data, "something was refused (process --strict, quarantine retry, fetch)"),
        (Exit::NoInput, "what was asked for is not there"),
        (Exit::Unavailable, "something could not be fetched"),
        (Exit::Internal, "a defect in wiredesk"),
        (Exit::CantCreate, "an output file cannot be created"),
        (Exit::Io, "a read or write failed"),
        (Exit::Temporary, "not now: another wiredesk holds the lock"),
        (Exit::Config, "the configuration is wrong"),
    ];

    /// The number.
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// What ends the process: the status, and what is said about it.
#[derive(Debug, thiserror::Error)]
#[error("{error:#}")]
pub struct Fatal {
    /// The exit status; with [`Exit::Ok`] nothing is said.
    pub exit: Exit,
    error: anyhow::Error,
}

impl Fatal {
    /// An error with the status it ends with.
    pub fn new(exit: Exit, error: impl Into<anyhow::Error>) -> Fatal {
        Fatal { exit, error: error.into() }
    }

    /// A message with the status it ends with; lower case, no full stop.
    pub fn message(exit: Exit, message: impl Into<String>) -> Fatal {
        Fatal { exit, error: anyhow::Error::msg(message.into()) }
    }

    /// A failed read or write: `what` says of what, such as the path.
    pub fn io(what: impl std::fmt::Display, error: std::io::Error) -> Fatal {
        Fatal::new(Exit::Io, anyhow::Error::new(error).context(shown(what)))
    }

    /// A failed write to standard output. A reader that went away (`wiredesk ... | head`) ends the command without a word.
    pub fn output(error: std::io::Error) -> Fatal {
        let exit = if error.kind() == std::io::ErrorKind::BrokenPipe { Exit::Ok } else { Exit::Io };
        Fatal::new(exit, anyhow::Error::new(error).context("standard output"))
    }
}

impl From<crate::config::ConfigErrors> for Fatal {
    fn from(errors: crate::config::ConfigErrors) -> Fatal {
        Fatal::new(Exit::Config, errors)
    }
}
