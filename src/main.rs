//! The `wiredesk` program: everything it does is in the library, under `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    wiredesk::cli::main(std::env::args_os()).into()
}
