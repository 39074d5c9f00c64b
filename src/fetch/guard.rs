//! Which addresses may be connected to: judged as numbers, never as text.
//!
//! Refused is what IANA's registries of special-purpose addresses (RFC 6890 and what updates it; read 2026-11) do not call
//! globally reachable, multicast (RFC 5771, RFC 4291), all of IPv6 that is not global unicast, and IPv6 that carries an IPv4
//! address which is refused itself. 6to4, Teredo and the local-use NAT64 prefix are refused whatever they carry and
//! whatever is allowed: what they lead to is decided by a router that we do not know.
//!
//! An IPv4-mapped address *is* the IPv4 address, since that is what a socket connects to.
//!
//! A literal host is judged before each hop ([`Guard::literal`]), since a resolver is never asked about it; what a name
//! leads to is judged where it is resolved ([`Guard::judge`]), and that is what is dialled.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use url::{Host, Url};

/// Addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    base: IpAddr,
    bits: u8,
}

impl Range {
    const fn v4(a: u8, b: u8, c: u8, d: u8, bits: u8) -> Self {
        Range { base: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), bits }
    }

    const fn v6(groups: [u16; 8], bits: u8) -> Self {
        let [a, b, c, d, e, f, g, h] = groups;
        Range { base: IpAddr::V6(Ipv6Addr::new(a, b, c, d, e, f, g, h)), bits }
    }

    /// Whether an address lies in it. IPv4 and IPv6 never lie in each other.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let differ = base.to_bits() ^ address.to_bits();
                differ.checked_shr(32 - u32::from(self.bits)).unwrap_or(0) == 0
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let differ = base.to_bits() ^ address.to_bits();
                differ.checked_shr(128 - u32::from(self.bits)).unwrap_or(0) == 0
            }
            _ => false,
        }
    }

    /// The range whose base has no bits beyond its length.
    fn trimmed(self) -> Self {
        let base = match self.base {
            IpAddr::V4(base) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from_bits(base.to_bits() & mask))
            }
            IpAddr::V6(base) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from_bits(base.to_bits() & mask))
            }
        };
        Range { base, ..self }
    }

    /// A range of IPv4-mapped addresses is one of IPv4 addresses, as [`Guard::judge`] sees them.
    fn unmapped(self) -> Self {
        match self.base {
            IpAddr::V6(base) if self.bits >= 96 => match base.to_ipv4_mapped() {
                Some(base) => Range { base: IpAddr::V4(base), bits: self.bits - 96 },
                None => self,
            },
            _ => self,
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.bits)
    }
}

/// Why something is no range of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// Neither an address nor an address with a length.
    #[error("expected an address or a range of them, such as \"10.1.0.0/16\" or \"fd00::/8\"")]
    NoRange,
    /// More bits than an address has.
    #[error("expected a length of at most {0} bits")]
    TooLong(u8),
    /// The address has bits that the length cuts off.
    #[error("the address has bits beyond its length; the range is {0}")]
    BitsBeyond(Range),
}

impl FromStr for Range {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.parse().map_err(|_| RangeError::NoRange)?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => most,
            Some(bits) if !bits.is_empty() && bits.bytes().all(|b| b.is_ascii_digit()) => {
                bits.parse().ok().filter(|bits| *bits <= most).ok_or(RangeError::TooLong(most))?
            }
            Some(_) => return Err(RangeError::NoRange),
        };
        let range = Range { base, bits };
        let trimmed = range.trimmed();
        if trimmed == range { Ok(range.unmapped()) } else { Err(RangeError::BitsBeyond(trimmed)) }
    }
}

/// A row of a registry: the range, its name there, and whether it is globally reachable. "N/A" counts as not.
struct Row(Range, &'static str, bool);

/// IANA IPv4 Special-Purpose Address Registry, and multicast. Of several that fit, the longest counts.
#[rustfmt::skip]
const IPV4: &[Row] = &[
    Row(Range::v4(0, 0, 0, 0, 8), "\"this network\"", false),
    Row(Range::v4(10, 0, 0, 0, 8), "private use", false),
    Row(Range::v4(100, 64, 0, 0, 10), "shared address space", false),
    Row(Range::v4(127, 0, 0, 0, 8), "loopback", false),
    Row(Range::v4(169, 254, 0, 0, 16), "link local", false),
    Row(Range::v4(172, 16, 0, 0, 12), "private use", false),
    Row(Range::v4(192, 0, 0, 0, 24), "IETF protocol assignments", false),
    Row(Range::v4(192, 0, 0, 9, 32), "port control protocol anycast", true),
    Row(Range::v4(192, 0, 0, 10, 32), "TURN anycast", true),
    Row(Range::v4(192, 0, 2, 0, 24), "documentation", false),
    Row(Range::v4(192, 88, 99, 0, 24), "6to4 relay anycast", false),
    Row(Range::v4(192, 168, 0, 0, 16), "private use", false),
    Row(Range::v4(198, 18, 0, 0, 15), "benchmarking", false),
    Row(Range::v4(198, 51, 100, 0, 24), "documentation", false),
    Row(Range::v4(203, 0, 113, 0, 24), "documentation", false),
    Row(Range::v4(224, 0, 0, 0, 4), "multicast", false),
    Row(Range::v4(240, 0, 0, 0, 4), "reserved", false),
    Row(Range::v4(255, 255, 255, 255, 32), "limited broadcast", false),
];

/// IANA IPv6 Special-Purpose Address Registry, over the address space (RFC 4291, section 2.4) of which 2000::/3 alone is
/// global unicast. Of several that fit, the longest counts.
#[rustfmt::skip]
const IPV6: &[Row] = &[
    Row(Range::v6([0; 8], 0), "no global unicast address", false),
    Row(Range::v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3), "global unicast", true),
    Row(Range::v6([0, 0, 0, 0, 0, 0, 0, 0], 128), "unspecified", false),
    Row(Range::v6([0, 0, 0, 0, 0, 0, 0, 1], 128), "loopback", false),
    Row(Range::v6([0, 0, 0, 0, 0, 0, 0, 0], 96), "IPv4-compatible", false),
    Row(Range::v6([0, 0, 0, 0, 0xffff, 0, 0, 0], 96), "IPv4-translated", false),
    Row(Range::v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96), "NAT64", true),
    Row(LOCAL_NAT64, "local-use NAT64", false),
    Row(Range::v6([0x100, 0, 0, 0, 0, 0, 0, 0], 64), "discard only", false),
    Row(Range::v6([0x100, 0, 0, 1, 0, 0, 0, 0], 64), "dummy prefix", false),
    Row(Range::v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), "IETF protocol assignments", false),
    Row(TEREDO, "Teredo", false),
    Row(Range::v6([0x2001, 1, 0, 0, 0, 0, 0, 1], 128), "port control protocol anycast", true),
    Row(Range::v6([0x2001, 1, 0, 0, 0, 0, 0, 2], 128), "TURN anycast", true),
    Row(Range::v6([0x2001, 1, 0, 0, 0, 0, 0, 3], 128), "DNS-SD anycast", true),
    Row(Range::v6([0x2001, 2, 0, 0, 0, 0, 0, 0], 48), "benchmarking", false),
    Row(Range::v6([0x2001, 3, 0, 0, 0, 0, 0, 0], 32), "AMT", true),
    Row(Range::v6([0x2001, 4, 0x112, 0, 0, 0, 0, 0], 48), "AS112", true),
    Row(Range::v6([0x2001, 0x10, 0, 0, 0, 0, 0, 0], 28), "ORCHID", false),
    Row(Range::v6([0x2001, 0x20, 0, 0, 0, 0, 0, 0], 28), "ORCHIDv2", true),
    Row(Range::v6([0x2001, 0x30, 0, 0, 0, 0, 0, 0], 28), "drone remote identification", true),
    Row(Range::v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), "documentation", false),
    Row(SIX_TO_FOUR, "6to4", false),
    Row(Range::v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), "documentation", false),
    Row(Range::v6([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16), "segment routing", false),
    Row(Range::v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), "unique local", false),
    Row(Range::v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10), "link local", false),
    Row(Range::v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10), "site local", false),
    Row(Range::v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8), "multicast", false),
];

/// RFC 8215.
const LOCAL_NAT64: Range = Range::v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48);
/// RFC 4380.
const TEREDO: Range = Range::v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 32);
/// RFC 3056.
const SIX_TO_FOUR: Range = Range::v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16);

/// Prefixes of 96 bits that are followed by an IPv4 address which a router or the system takes out again.
const CARRIERS: &[(Range, &str)] = &[
    (Range::v6([0, 0, 0, 0, 0, 0, 0, 0], 96), "IPv4-compatible"),
    (Range::v6([0, 0, 0, 0, 0xffff, 0, 0, 0], 96), "IPv4-translated"),
    (Range::v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96), "NAT64"),
];

/// Why an address is not connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The address.
    pub address: IpAddr,
    /// The IPv4 address that it carries, where that is what is refused.
    pub carried: Option<Ipv4Addr>,
    /// What the registries call the range.
    pub range: &'static str,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.carried {
            Some(carried) => write!(f, "{} carries {carried} ({})", self.address, self.range),
            None => write!(f, "{} ({})", self.address, self.range),
        }
    }
}

impl std::error::Error for Refusal {}

/// What is connected to, and what is not.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    allow: Vec<Range>,
}

impl Guard {
    /// A guard that lets through what is global, and these ranges.
    pub fn new(allow: Vec<Range>) -> Self {
        Guard { allow }
    }

    /// Whether an address may be connected to.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(&self, address: IpAddr) -> Result<(), Refusal> {
        let refused = |carried, range| Err(Refusal { address, carried, range });
        match address.to_canonical() {
            IpAddr::V4(plain) => match self.refused_v4(plain) {
                Some(range) => refused(address.is_ipv6().then_some(plain), range),
                None => Ok(()),
            },
            IpAddr::V6(plain) => {
                if let Some(range) = always_refused(plain) {
                    return refused(None, range);
                }
                if self.allows(address) {
                    return Ok(());
                }
                match carried(plain).map(|inner| (inner, self.refused_v4(inner))) {
                    Some((inner, Some(range))) => return refused(Some(inner), range),
                    Some((inner, None)) if self.allows(IpAddr::V4(inner)) => return Ok(()),
                    _ => {}
                }
                registered(IPV6, address).map_or(Ok(()), |range| refused(None, range))
            }
        }
    }

    /// Judges the host of an address that is a number; a name passes, since what it leads to is judged where it is
    /// resolved.
    ///
    /// # Errors
    /// Why it is not connected to.
    pub fn literal(&self, url: &Url) -> Result<(), Refusal> {
        match url.host() {
            Some(Host::Ipv4(address)) => self.judge(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => self.judge(IpAddr::V6(address)),
            Some(Host::Domain(_)) | None => Ok(()),
        }
    }

    fn allows(&self, address: IpAddr) -> bool {
        self.allow.iter().any(|range| range.holds(address))
    }

    fn refused_v4(&self, address: Ipv4Addr) -> Option<&'static str> {
        let address = IpAddr::V4(address);
        if self.allows(address) { None } else { registered(IPV4, address) }
    }
}

/// What leads to somewhere that a router decides, whatever is allowed.
fn always_refused(address: Ipv6Addr) -> Option<&'static str> {
    let ranges = [(LOCAL_NAT64, "local-use NAT64"), (TEREDO, "Teredo"), (SIX_TO_FOUR, "6to4")];
    ranges.into_iter().find(|(range, _)| range.holds(IpAddr::V6(address))).map(|(_, name)| name)
}

/// The IPv4 address that an IPv6 address is a wrapping of. `::` and `::1` are no wrappings.
fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let low = address.to_bits();
    let carrier = CARRIERS.iter().any(|(range, _)| range.holds(IpAddr::V6(address)));
    (carrier && low > 1).then(|| {
        let [.., a, b, c, d] = address.octets();
        Ipv4Addr::new(a, b, c, d)
    })
}

/// The name of the longest row that holds an address, where that is not globally reachable.
fn registered(table: &[Row], address: IpAddr) -> Option<&'static str> {
    let rows = table.iter().filter(|Row(range, ..)| range.holds(address));
    let Row(_, name, global) = rows.max_by_key(|Row(range, ..)| range.bits)?;
    (!global).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Address as it stands in a URL, and the name of the range that refuses it; "" passes.
    #[rustfmt::skip]
    const CASES: &[(&str, &str)] = &[
        // every range of IPv4: first, last, and the neighbours that pass
        ("0.0.0.0", "this network"), ("0.255.255.255", "this network"), ("1.0.0.0", ""),
        ("9.255.255.255", ""), ("10.0.0.0", "private use"), ("10.255.255.255", "private use"), ("11.0.0.0", ""),
        ("100.63.255.255", ""), ("100.64.0.0", "shared"), ("100.127.255.255", "shared"), ("100.128.0.0", ""),
        ("126.255.255.255", ""), ("127.0.0.1", "loopback"), ("127.255.255.255", "loopback"), ("128.0.0.0", ""),
        ("169.253.255.255", ""), ("169.254.169.254", "link local"), ("169.254.0.0", "link local"), ("169.255.0.0", ""),
        ("172.15.255.255", ""), ("172.16.0.0", "private use"), ("172.31.255.255", "private use"), ("172.32.0.0", ""),
        ("192.0.0.0", "protocol"), ("192.0.0.8", "protocol"), ("192.0.0.9", ""), ("192.0.0.10", ""),
        ("192.0.0.170", "protocol"), ("192.0.0.171", "protocol"), ("192.0.1.0", ""),
        ("192.0.2.1", "documentation"), ("192.0.3.0", ""), ("192.31.196.1", ""), ("192.52.193.1", ""),
        ("192.88.99.1", "6to4 relay"), ("192.88.99.2", "6to4 relay"), ("192.88.100.0", ""), ("192.175.48.1", ""),
        ("192.167.255.255", ""), ("192.168.0.1", "private use"), ("192.168.255.255", "private use"), ("192.169.0.0", ""),
        ("198.17.255.255", ""), ("198.18.0.0", "benchmarking"), ("198.19.255.255", "benchmarking"), ("198.20.0.0", ""),
        ("198.51.100.7", "documentation"), ("198.51.101.0", ""), ("203.0.113.7", "documentation"), ("203.0.114.0", ""),
        ("223.255.255.255", ""), ("224.0.0.1", "multicast"), ("239.255.255.255", "multicast"),
        ("240.0.0.1", "reserved"), ("255.255.255.254", "reserved"), ("255.255.255.255", "limited broadcast"),
        ("8.8.8.8", ""), ("93.184.216.34", ""),
        // other spellings of IPv4 that a URL knows
        ("2130706433", "loopback"), ("0x7f.1", "loopback"), ("0177.0.0.1", "loopback"), ("127.1", "loopback"),
        ("0", "this network"), ("0x7f000001", "loopback"), ("017700000001", "loopback"), ("127.0.1", "loopback"),
        ("0x0a.0x0.0x0.0x1", "private use"), ("10.1", "private use"), ("3232235777", "private use"),
        ("0xA9FEA9FE", "link local"), ("127.0.0.1.", "loopback"), ("１２７.０.０.１", "loopback"), ("127。0。0。1", "loopback"),
        ("%31%32%37.0.0.1", "loopback"), ("①②⑦.0.0.1", "loopback"), ("134744072", ""),
        // IPv6
        ("[::]", "unspecified"), ("[::1]", "loopback"), ("[0:0:0:0:0:0:0:1]", "loopback"), ("[::2]", "this network"),
        ("[100::1]", "discard"), ("[100:0:0:1::1]", "dummy"), ("[100:0:0:2::1]", "no global"),
        ("[fc00::1]", "unique local"), ("[fdff:ffff::1]", "unique local"), ("[fe00::1]", "no global"),
        ("[fe80::1]", "link local"), ("[febf::1]", "link local"), ("[fec0::1]", "site local"), ("[feff::1]", "site local"),
        ("[ff02::1]", "multicast"), ("[ff0e::1]", "multicast"), ("[1fff::1]", "no global"), ("[2000::1]", ""),
        ("[2001:200::1]", ""), ("[2001:1ff::1]", "protocol"), ("[2001:1::1]", ""), ("[2001:1::2]", ""), ("[2001:1::3]", ""),
        ("[2001:1::4]", "protocol"), ("[2001:2::1]", "benchmarking"), ("[2001:2:1::1]", "protocol"), ("[2001:3::1]", ""),
        ("[2001:4:112::1]", ""), ("[2001:4:113::1]", "protocol"), ("[2001:10::1]", "ORCHID"), ("[2001:1f:ffff::1]", "ORCHID"),
        ("[2001:20::1]", ""), ("[2001:30::1]", ""), ("[2001:40::1]", "protocol"),
        ("[2001:db8::1]", "documentation"), ("[2001:db9::1]", ""), ("[2606:4700::1111]", ""), ("[2620:4f:8000::1]", ""),
        ("[3ffe::1]", ""), ("[3fff::1]", "documentation"), ("[3fff:fff::1]", "documentation"), ("[3fff:1000::1]", ""),
        ("[4000::1]", "no global"), ("[5f00::1]", "segment routing"), ("[8000::1]", "no global"),
        // IPv6 that carries IPv4
        ("[::ffff:127.0.0.1]", "loopback"), ("[::ffff:7f00:1]", "loopback"), ("[::ffff:10.0.0.1]", "private use"),
        ("[::ffff:169.254.169.254]", "link local"), ("[::ffff:8.8.8.8]", ""), ("[0:0:0:0:0:ffff:c0a8:1]", "private use"),
        ("[::127.0.0.1]", "loopback"), ("[::7f00:1]", "loopback"), ("[::10.0.0.1]", "private use"), ("[::8.8.8.8]", "compatible"),
        ("[::ffff:0:127.0.0.1]", "loopback"), ("[::ffff:0:192.168.0.1]", "private use"), ("[::ffff:0:8.8.8.8]", "translated"),
        ("[64:ff9b::127.0.0.1]", "loopback"), ("[64:ff9b::a00:1]", "private use"), ("[64:ff9b::8.8.8.8]", ""),
        ("[64:ff9b::169.254.169.254]", "link local"), ("[64:ff9b:0:0:1::8.8.8.8]", "no global"),
        ("[64:ff9b:1::8.8.8.8]", "local-use NAT64"), ("[64:ff9b:1:ffff::1]", "local-use NAT64"), ("[64:ff9b:2::1]", "no global"),
        ("[2002:7f00:1::1]", "6to4"), ("[2002:808:808::1]", "6to4"), ("[2002:a00:1::]", "6to4"),
        ("[2001::1]", "Teredo"), ("[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "Teredo"), ("[2001:0:ffff::]", "Teredo"),
        // names are judged where they are resolved
        ("example.org", ""), ("localhost", ""), ("127.0.0.1.example.org", ""),
    ];

    #[track_caller]
    fn literal(guard: &Guard, host: &str) -> Result<(), Refusal> {
        guard.literal(&Url::parse(&format!("http://{host}/")).unwrap_or_else(|e| panic!("{host}: {e}")))
    }

    #[test]
    fn every_range_in_every_spelling() {
        assert!(CASES.len() >= 100);
        for (host, range) in CASES {
            match literal(&Guard::default(), host) {
                Ok(()) => assert_eq!(*range, "", "{host} passes"),
                Err(refusal) => {
                    let said = refusal.to_string();
                    assert!(!range.is_empty() && said.contains(range), "{host}: {said}, expected {range:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_allowed_passes_however_it_is_written_and_nothing_else_does() {
        let allow =
            ["10.1.0.0/16", "fd00::/8", "192.168.1.7", "::ffff:172.16.0.0/108", "2002::/16", "2001::/32"];
        let guard = Guard::new(allow.iter().map(|range| range.parse().unwrap()).collect());
        let pass = [
            "10.1.2.3",
            "[::ffff:10.1.2.3]",
            "[64:ff9b::10.1.2.3]",
            "[::10.1.2.3]",
            "[fd12::1]",
            "192.168.1.7",
        ];
        for host in pass.into_iter().chain(["172.31.0.1", "8.8.8.8", "[2606:4700::1]"]) {
            assert_eq!(literal(&guard, host), Ok(()), "{host}");
        }
        let refused =
            ["10.2.0.1", "[::ffff:10.2.0.1]", "[fc00::1]", "192.168.1.8", "127.0.0.1", "[::1]", "[::]"];
        // what a router decides is never allowed
        for host in refused.into_iter().chain(["[2002:a01:203::1]", "[2001::1]", "[64:ff9b:1::10.1.2.3]"]) {
            assert!(literal(&guard, host).is_err(), "{host}");
        }
        let everything = Guard::new(vec!["0.0.0.0/0".parse().unwrap(), "::/0".parse().unwrap()]);
        for host in ["127.0.0.1", "[::1]", "[fe80::1]", "[::ffff:127.0.0.1]", "255.255.255.255"] {
            assert_eq!(literal(&everything, host), Ok(()), "{host}");
        }
    }

    #[test]
    fn ranges_as_typed() {
        let error = |text: &str| text.parse::<Range>().map_err(|e| e.to_string()).unwrap_err();
        for text in ["10.0.0.0/8", "fd00::/8", "0.0.0.0/0", "::/0", "10.1.2.3/32", "2001:db8::1/128"] {
            assert_eq!(text.parse::<Range>().unwrap().to_string(), text);
        }
        assert_eq!("10.1.2.3".parse::<Range>().unwrap().to_string(), "10.1.2.3/32");
        assert_eq!(error("10.1.2.3/16"), "the address has bits beyond its length; the range is 10.1.0.0/16");
        assert_eq!(error("10.0.0.0/33"), "expected a length of at most 32 bits");
        assert_eq!(error("::/129"), "expected a length of at most 128 bits");
        for text in [
            "",
            "/8",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "10.0.0.0/ 8",
            "10.0.0/8",
            "intranet",
            "10.0.0.0/8/8",
            "fe80::1%eth0",
        ] {
            assert!(error(text).starts_with("expected an address"), "{text:?}");
        }
    }

    #[test]
    fn a_refusal_says_what_is_carried() {
        let refusal = literal(&Guard::default(), "[64:ff9b::10.0.0.1]").unwrap_err();
        assert_eq!(refusal.to_string(), "64:ff9b::a00:1 carries 10.0.0.1 (private use)");
        let refusal = literal(&Guard::default(), "169.254.169.254").unwrap_err();
        assert_eq!(refusal.to_string(), "169.254.169.254 (link local)");
    }
}
