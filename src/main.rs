//! The `wiredesk` program: everything it does is in the library, under `cli`.

use std::process::ExitCode;

/// Many small strings live as long as one document: an allocator made for that is cheaper. The library has none of its own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    wiredesk::cli::main(std::env::args_os()).into()
}
