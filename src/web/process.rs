//! What the operating system says about this process: `/proc/self`, where there is one.

use std::fs;

/// Bytes of memory that are really in use.
pub(super) fn resident_bytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024.0)
}

/// Open files and sockets.
pub(super) fn open_descriptors() -> Option<f64> {
    let listed = fs::read_dir("/proc/self/fd").ok()?.count();
    // One of them is the folder that is being listed.
    u32::try_from(listed).ok().map(|count| f64::from(count.saturating_sub(1)))
}
