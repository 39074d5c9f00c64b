//! E-mail and mailboxes.

use super::{Generator, each, name, repeat, word};

const LETTER: &str = "From: Ann Ray <ann@courier.example>\r\nTo: desk@wire.example\r\nSubject: Port closed\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n";
const TEXT: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\nThe port of Lumen was closed on Monday, the mayor said.\r\n";

const FORWARDED: &str = "---------- Forwarded message ---------\r\nFrom: Bo Lind <bo@courier.example>\r\nDate: Wed, 4 Mar 2026 at 10:00\r\nSubject: Port closed\r\nTo: <desk@wire.example>\r\n\r\n";

macro_rules! mail {
    ($($name:literal: $make:expr),* $(,)?) => {
        pub(super) const ALL: &[Generator] =
            &[$(Generator { name: concat!("mail: ", $name), suffix: "eml", make: $make }),*];
    };
}

mail! {
    "parts in parts": |n| each(n, LETTER, |i| format!("Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n"), TEXT),
    "parts in parts, one boundary": |n| repeat(n, LETTER, "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", TEXT),
    "letters in letters": |n| repeat(n, LETTER, &format!("Content-Type: message/rfc822\r\n\r\n{LETTER}"), TEXT),
    "letters beside letters": |n| repeat(n, &format!("{LETTER}Content-Type: multipart/digest; boundary=b\r\n\r\n"), &format!("--b\r\nContent-Type: message/rfc822\r\n\r\n{LETTER}{TEXT}\r\n"), "--b--\r\n"),
    "parts": |n| repeat(n, &format!("{LETTER}Content-Type: multipart/mixed; boundary=b\r\n\r\n"), &format!("--b\r\n{TEXT}"), "--b--\r\n"),
    "empty parts": |n| repeat(n, &format!("{LETTER}Content-Type: multipart/mixed; boundary=b\r\n\r\n"), "--b\r\n\r\n", "--b--\r\n"),
    "alternatives": |n| repeat(n, &format!("{LETTER}Content-Type: multipart/alternative; boundary=b\r\n\r\n"), "--b\r\nContent-Type: text/html\r\n\r\n<p>The port.</p>\r\n", "--b--\r\n"),
    "attachments": |n| each(n, &format!("{LETTER}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{TEXT}"), |i| format!("--b\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename={i}.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n"), "--b--\r\n"),
    "boundaries that nearly match": |n| repeat(n, &format!("{LETTER}Content-Type: multipart/mixed; boundary={}\r\n\r\n", "b".repeat(60)), &format!("--{}\r\n", "b".repeat(59)), ""),
    "dashes": |n| repeat(n, &format!("{LETTER}Content-Type: multipart/mixed; boundary=---\r\n\r\n"), "-", ""),
    "headers": |n| each(n, LETTER, |i| format!("X-{}: {}\r\n", word(i), name(i)), TEXT),
    "one header again": |n| repeat(n, LETTER, "Subject: Port closed\r\n", TEXT),
    "a long header": |n| repeat(n, &format!("{LETTER}X-A: "), "port ", &format!("\r\n{TEXT}")),
    "a folded header": |n| repeat(n, &format!("{LETTER}X-A: a"), "\r\n b", &format!("\r\n{TEXT}")),
    "a long subject": |n| repeat(n, "From: a@b.example\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nSubject: ", "port ", &format!("\r\nMIME-Version: 1.0\r\n{TEXT}")),
    "words in code": |n| repeat(n, "From: a@b.example\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nSubject: ", "=?utf-8?B?UG9ydA==?= =?utf-8?Q?a=20b?= ", &format!("\r\nMIME-Version: 1.0\r\n{TEXT}")),
    "words in code, never closed": |n| repeat(n, "From: a@b.example\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nSubject: ", "=?utf-8?Q?", &format!("\r\nMIME-Version: 1.0\r\n{TEXT}")),
    "senders": |n| each(n, "Subject: Port closed\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nFrom: a@b.example", |i| format!(", {} <a{i}@b.example>", name(i)), &format!("\r\n{TEXT}")),
    "comments in an address": |n| repeat(n, "Subject: Port closed\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nFrom: a@b.example ", "(", &format!("\r\n{TEXT}")),
    "groups in an address": |n| repeat(n, "Subject: Port closed\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nFrom: ", "a:b<c>;", &format!("\r\n{TEXT}")),
    "references": |n| each(n, &format!("{LETTER}References: "), |i| format!("<{i}@b.example> "), &format!("\r\n{TEXT}")),
    "parameters": |n| each(n, &format!("{LETTER}Content-Type: text/plain"), |i| format!("; a*{i}*=x"), "\r\n\r\nThe port was closed.\r\n"),
    "a body in base64": |n| repeat(n, &format!("{LETTER}Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"), "VGhlIHBvcnQgd2FzIGNsb3NlZC4g\r\n", ""),
    "a body in quoted-printable": |n| repeat(n, &format!("{LETTER}Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"), "=41=42=\r\n", ""),
    "a page of formatting": |n| each(n, &format!("{LETTER}Content-Type: text/html\r\n\r\n<p>The port was closed.</p>"), |i| format!("<font color={i}>x</p>\r\n"), ""),
    "answers": |n| repeat(n, &format!("{LETTER}{TEXT}"), "> > > The port was closed.\r\n", ""),
    "signatures": |n| repeat(n, &format!("{LETTER}{TEXT}"), "-- \r\nAnn Ray\r\n", ""),
    "forwarded in forwarded": |n| repeat(n, &format!("{}Subject: Fwd: Port closed\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n", LETTER.replace("Subject: Port closed\r\n", "")), FORWARDED, "The port of Lumen was closed on Monday.\r\n"),
    "header lines of letters that are told": |n| each(n, &format!("{LETTER}{TEXT}\r\n"), |i| format!("From: {} <a{i}@b.example>\r\n", name(i)), "\r\nThe port was closed.\r\n"),
    "lines that announce a letter": |n| repeat(n, &format!("{LETTER}{TEXT}\r\n"), "---------- Forwarded message ---------\r\n", ""),
    "quoted ever deeper": |n| each(n, &format!("{LETTER}{TEXT}"), |i| format!("{} From: Ann Ray <a@b.example>\r\n", ">".repeat(i % 200 + 1)), ""),
    "labels of forwarding": |n| repeat(n, "From: a@b.example\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nSubject: ", "Fwd: WG: TR: ", &format!("Port closed\r\nMIME-Version: 1.0\r\n{TEXT}")),
    "a mailbox": |n| repeat(n, "", &format!("From ann Wed Mar  4 10:00:00 2026\n{}\n", format!("{LETTER}{TEXT}").replace("\r\n", "\n")), ""),
    "a mailbox of lines that look like beginnings": |n| repeat(n, &format!("From ann Wed Mar  4 10:00:00 2026\n{}", format!("{LETTER}{TEXT}").replace("\r\n", "\n")), "\nFrom here on\n", ""),
}
