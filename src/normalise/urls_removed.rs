//! What canonical addresses do without: parameters that only track, forms for other devices. Written by hand; the first
//! entry that fits decides.

/// How a parameter's name is matched.
#[derive(Debug, Clone, Copy)]
pub(super) enum Name {
    /// The whole name.
    Is(&'static str),
    /// Its beginning.
    Begins(&'static str),
}

use Name::{Begins, Is};

/// Parameters that only say how the reader came there.
#[rustfmt::skip]
pub(super) const TRACKING: &[Name] = &[
    Begins("utm_"), Begins("utm-"), Begins("mtm_"), Begins("pk_"), Begins("piwik_"), Begins("matomo_"), Begins("hsa_"), Begins("ns_"), Begins("at_"), Begins("xtor"), Begins("wt_"), Begins("wt."), Begins("cm_mmc"), Begins("oly_"), Begins("vero_"), Begins("mkt_"), Begins("itm_"), Begins("_hs"), Begins("__twitter"), Begins("fb_"), Begins("ga_"), Begins("mc_"), Begins("sc_"), Begins("trk_"), Begins("ito"), Begins("emci"), Begins("emdi"), Begins("_ga"), Begins("_gl"), Begins("dicbo"),
    Is("fbclid"), Is("gclid"), Is("gclsrc"), Is("dclid"), Is("wbraid"), Is("gbraid"), Is("msclkid"), Is("yclid"), Is("ysclid"), Is("twclid"), Is("ttclid"), Is("igshid"), Is("igsh"), Is("li_fat_id"), Is("srsltid"), Is("s_kwcid"), Is("ef_id"), Is("epik"), Is("wickedid"), Is("cmpid"), Is("cmp"), Is("campaign_id"), Is("ocid"), Is("icid"), Is("ncid"), Is("smid"), Is("smtyp"), Is("smprod"), Is("referer"), Is("referrer"), Is("ref"), Is("ref_src"), Is("ref_url"), Is("shareadraft"), Is("share_id"), Is("sharetype"), Is("sr_share"), Is("spm"), Is("rss"), Is("rssfeed"), Is("feedtype"), Is("taid"), Is("tpcc"), Is("guccounter"), Is("guce_referrer"), Is("guce_referrer_sig"), Is("mbid"), Is("chn"), Is("intcmp"), Is("intcid"), Is("cvid"), Is("amp"), Is("outputtype"), Is("_amp"), Is("usqp"), Is("amp_js_v"), Is("amp_gsa"), Is("gift"), Is("unlocked_article_code"), Is("traffic_source"), Is("traffictype"), Is("wtrid"), Is("sara_ecid"), Is("sara_ref"), Is("soc_src"), Is("soc_trk"), Is("tblci"),
];

/// Labels before the host's own name that serve another device or the same page faster.
pub(super) const DEVICE_HOSTS: &[&str] = &["m.", "mobile.", "amp.", "mobil.", "touch.", "wap."];

/// Ends of paths that name the AMP or print form of a page.
#[rustfmt::skip]
pub(super) const FORM_ENDS: &[&str] = &["/amp", "/amp/", ".amp", ".amp.html", "/amp.html", "?amp", "/outputType/amp", "/outputType=amp", "/print", "/print/"];
