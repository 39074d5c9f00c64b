//! Words in class, id and test attributes and what they say, by hand from how news sites name their parts.
//!
//! An element's attributes are folded first: lower case, camelCase split, everything but letters and digits as
//! one `-`, and a `-` at both ends. A word that begins and ends with `-` must stand alone; one that only begins
//! with it may go on (`-newsletter` also meets `-newsletters-`). A space at both ends makes it a whole class name.

use super::classes::Sense;

/// Words by sense.
pub(super) const WORDS: &[(Sense, &[&str])] = &[
    (Sense::Body, &[
        "-article-body", "-articlebody", "-article-content", "-articlecontent", "-article-text", "-articletext",
        "-article-main-text", "-article-copy", "-story-body", "-storybody", "-story-content", "-story-text",
        "-storytext", "-entry-content", "-entrycontent", "-entry-body", "-post-content", "-postcontent", "-post-body",
        "-postbody", "-body-text", "-bodytext", "-body-copy", "-bodycopy", "-body-content", "-content-body",
        "-contentbody", "-content-text", "-news-body", "-news-text", "-news-content", "-newsbody", "-single-content",
        "-rich-text", "-richtext", "-artikel-text", "-artikeltext", "-artikel-inhalt", "-artikelbody",
        "-cuerpo", "-corpo-", "-corps-", "-texto-", "-detail-text", "-article-detail", "-main-text", "-ck-content",
        "-wysiwyg", "-field-name-body", "-field-body", "-page-content-body", "-text-body", "-paragraphs-",
        "-item-content-body", "-article-page-content", "-article-inner", "-articleinner", "-mw-parser-output",
        "-article-section-content", "-brodtekst", "-brodtext", "-brodtekst", "-contenido-", "-treść-", "-tresc",
    ]),
    (Sense::Lead, &[
        "-lead-", "-lede-", "-leadtext", "-lead-text", "-article-lead", "-standfirst", "-intro-", "-introduction-",
        "-intro-text", "-introtext", "-subtitle", "-sub-title", "-subheadline", "-sub-headline", "-dek-", "-deck-",
        "-chapo", "-chapeau", "-vorspann", "-teaser-text", "-entradilla", "-bajada", "-copete", "-sumario-",
        "-sottotitolo", "-sommario", "-occhiello", "-ingress", "-manchet", "-preamble", "-perex", "-anons",
        "-article-summary", "-article-excerpt", "-article-subtitle", "-article-description", "-article-intro",
        "-article-dek", "-story-summary", "-post-excerpt", "-abstract-", "-anreisser", "-strapline", "-linha-fina",
        "-underrubrik", "-underrubrikk", "-underrubrikker", "-alamantet", "-zajawka", "-balik-",
    ]),
    (Sense::Promo, &[
        "-related", "-recommend", "-more-from", "-more-on-", "-more-stories", "-more-news", "-more-articles",
        "-read-more", "-readmore", "-read-also", "-readalso", "-read-next", "-readnext", "-also-read", "-see-also",
        "-seealso", "-also-on", "-trending", "-popular", "-most-read", "-mostread", "-most-viewed", "-up-next",
        "-next-article", "-next-story", "-next-up", "-recirc", "-outbrain", "-taboola", "-further-reading",
        "-verwandte", "-weitere-", "-mehr-zum", "-similar", "-suggested", "-promo-", "-promobox", "-promo-box",
        "-cross-promo", "-inline-promo", "-link-box", "-linkbox", "-link-list", "-linklist", "-inline-link-",
        "-storylink", "-story-link", "-article-link-", "-teaser-list", "-teaserlist", "-relacionad", "-relazionat",
        "-correlat", "-leia-", "-lees-ook", "-lesen-sie", "-lire-aussi", "-leggi-anche", "-les-ogsa", "-las-mer",
        "-latest-news", "-latest-stories", "-editors-picks", "-dont-miss", "-you-may-like", "-you-might",
        "-rel-article", "-relarticle", "-onward", "-in-this-story", "-series-nav", "-collection-list",
        "-bottom-article", "-article-bottom", "-inread-", "-teaser-group", "-powerlist", "-story-package",
        "-topic-links", "-rekommenderad", "-widget-posts", "-zergnet", "-revcontent", "-mgid", "-nativo",
        "-relateds", "-article-card", "-post-card", "-news-card", "-story-card", "-teaser-card", "-card-list", "-homepage-articles", "-relation", "-quicklinks", "-topstories", "-top-stories", "-headline-list",
    ]),
    (Sense::Tags, &[
        "-tags-", "-tag-list", "-taglist", "-tag-cloud", "-tagcloud", "-article-tags", "-post-tags", "-entry-tags",
        "-topics-", "-topic-list", "-keywords-", "-story-tags", "-tags-list", "-etiquetas", "-themen-", "-temas-",
        "-cat-links", "-tags-links", "-post-categories", "-labels-",
    ]),
    (Sense::Newsletter, &[
        "-newsletter", "-cta-", "-subscribe-", "-subscription", "-subscriber", "-signup", "-sign-up", "-mailing-list",
        "-mc-embed", "-registration", "-app-promo", "-app-download", "-download-app", "-whatsapp", "-telegram-",
        "-push-notification", "-donate", "-donation", "-membership", "-abo-", "-abonn", "-login-", "-log-in-", "-sign-in-", "-signin",
        "-google-preferred", "-google-news-", "-preferred-source",
    ]),
    (Sense::Paywall, &[
        "-paywall", "-regwall", "-reg-wall", "-piano-", "-tp-modal", "-premium-overlay", "-offer-", "-offers-",
        "-paid-content-", "-subscribe-wall", "-locked-", "-content-gate", "-metered-", "-fuse-", "-barrier",
    ]),
    (Sense::Social, &[
        "-share-", "-sharing", "-sharebar", "-share-bar", "-sharetools", "-share-tools", "-social-", "-socials-",
        "-socialshare", "-social-share", "-social-media", "-addthis", "-addtoany", "-sharedaddy", "-follow-us",
        "-shareline", "-article-share", "-post-share", "-sharebuttons", "-article-actions", "-article-tools",
        "-actions-bar", "-tools-", "-bookmark", "-fb-like", "-like-button", "-reaction", "-print-button",
    ]),
    (Sense::Ad, &[
        "-ad-", "-ads-", "-adv-", "-advert", "-adslot", "-ad-slot", "-adunit", "-adbox", "-adwrapper", "-adcontainer",
        "-adspace", "-sponsor", "-dfp-", "-gpt-ad", "-google-ad", "-googlead", "-werbung", "-anzeige", "-publicidad",
        "-publicite", "-pubblicita", "-annons-", "-annonse", "-reklam", "-banner-", "-billboard", "-leaderboard",
        "-skyscraper", "-teads", "-outstream", "-native-ad", "-paid-partner", "-affiliate", "-shopping", "-deals-",
        "-commercial-", "-merch", "-coupon", "-gutschein", "-advertisement",
    ]),
    (Sense::Comments, &[
        "-comment-", "-comments", "-commentlist", "-comment-list", "-disqus", "-respond-", "-discussion",
        "-livefyre", "-coral-", "-spot-im", "-openweb", "-kommentar-", "-kommentare", "-comentarios", "-commenti-",
        "-viafoura", "-conversation-", "-hyvor", "-komment-", "-user-review",
    ]),
    (Sense::Consent, &[
        "-cookie", "-consent", "-onetrust", "-gdpr", "-cmp-", "-privacy-", "-didomi", "-usercentrics", "-truste",
        "-optanon", "-ot-sdk", "-qc-cmp", "-sp-message", "-datenschutz", "-ccpa", "-iubenda", "-cookiebot",
    ]),
    (Sense::Chrome, &[
        "-nav-", "-navbar", "-navigation", "-menu-", "-mega-menu", "-submenu", "-breadcrumb", "-sidebar", "-side-bar",
        "-footer-", "-site-footer", "-page-footer", "-masthead", "-site-header", "-page-header-bar", "-pagination",
        "-pager-", "-paginator", "-toolbar", "-skip-link", "-skip-to", "-skiplink", "-topbar", "-search-form",
        "-searchform", "-modal-", "-popup", "-pop-up", "-overlay-", "-toast-", "-tooltip", "-dropdown", "-lightbox",
        "-right-rail", "-rightrail", "-left-rail", "-side-rail", "-right-column", "-right-col-", "-widget-area",
        "-ticker-", "-weather-", "-stock-ticker", "-legal-", "-disclaimer", "-feedback-", "-survey", "-poll-",
        "-quiz", "-report-error", "-error-report", "-back-to-top", "-to-top-", "-alert-bar", "-notification-",
        "-jump-link", "-toc-", "-table-of-contents", "-inhaltsverzeichnis", "-schedule-", "-scoreboard",
        "-live-scores", "-text-to-speech", "-audio-player", "-listen-", "-readspeaker", "-speech", "-font-size",
        "-text-size", "-print-only", "-printonly", "-noscript", "-mw-editsection", "-catlinks", "-navbox",
        "-noprint", "-vorlesen", " -widget- ",
    ]),
    (Sense::Byline, &[
        "-byline", "-by-line", "-author", "-authors", "-writer-", "-contributor", "-article-meta", "-articlemeta",
        "-entry-meta", "-entrymeta", "-post-meta", "-postmeta", "-story-meta", "-meta-info", "-metadata-",
        "-article-info", "-articleinfo", "-article-date", "-post-date", "-entry-date", "-publish-date",
        "-published-", "-pub-date", "-pubdate", "-publication-date", "-publication-info", "-dateline-", "-timestamp",
        "-time-stamp", "-datetime", "-date-", "-date-time", "-updated-", "-last-updated", "-article-header-meta",
        "-reading-time", "-readtime", "-read-time", "-minutes-read", "-autor-", "-autoren", "-autore-", "-auteur",
        "-fecha", "-firma-", "-data-pubblicazione", "-signature-", "-credits-author", "-posted-on", "-posted-by",
        "-article-details-", "-story-info", "-article-source",
    ]),
    (Sense::Bio, &[
        "-author-bio", "-authorbio", "-author-box", "-authorbox", "-author-info", "-author-card", "-author-profile",
        "-about-author", "-about-the-author", "-bio-", "-biography", "-author-desc", "-author-footer",
        "-contributor-bio", "-tagline-", "-story-footer", "-article-footer", "-post-footer", "-entry-footer",
    ]),
    (Sense::Caption, &[
        "-caption", "-figcaption", "-legend-", "-img-desc", "-image-desc", "-image-text", "-picture-text",
        "-bildtext", "-bildunterschrift", "-bild-info", "-photo-desc", "-pie-foto", "-pie-de-foto", "-didascalia",
        "-legende-", "-wp-caption-text", "-media-info", "-bildetekst", "-billedtekst", "-cutline", "-image-title",
        "-photo-info", "-imagecaption",
    ]),
    (Sense::Credit, &[
        "-credit-", "-credits-", "-image-credit", "-photo-credit", "-photocredit", "-imagecredit", "-img-credit",
        "-photographer", "-copyright", "-image-source", "-photo-source", "-img-source", "-picture-credit",
        "-bildquelle", "-fotograf", "-fotocredit", "-media-credit", "-photo-by", "-creditline", "-credit-line",
        "-byline-photo", "-image-copyright", "-fotonachweis", "-crediti-", "-creditos", "-attribution",
    ]),
    (Sense::Media, &[
        "-gallery", "-slideshow", "-carousel", "-video-", "-videoplayer", "-video-player", "-player-", "-jwplayer",
        "-brightcove", "-infographic", "-image-gallery", "-photo-gallery", "-galerie-", "-galeria", "-fotostrecke",
        "-podcast", "-audio-", "-swiper", "-slider-", "-slick-", "-media-player", "-vjs-", "-lead-media",
        "-image-container", "-picture-", "-photo-container", "-image-wrapper", "-featured-image", "-main-image",
        "-article-image", "-article-img", "-img-container",
    ]),
    (Sense::Box, &[
        "-infobox", "-info-box", "-factbox", "-fact-box", "-faktabox", "-faktaboks", "-faktaruta", "-fakta-",
        "-faktenbox", "-infokasten", "-sidenote", "-side-note", "-aside-box", "-explainer-box", "-callout-",
        "-glossary", "-timeline-widget", "-ratgeber-box", "-datawrapper", "-bio-box", "-expandable-box",
        "-pullquote", "-pull-quote", "-quote-box", "-product-card", "-product-box",
    ]),
    (Sense::Hidden, &[
        "-sr-only", "-hide-", "-visually-hidden", "-visuallyhidden", "-screen-reader", "-screenreader", "-is-hidden-",
        "-hidden-xs-up", "-u-hidden-", "-d-none-", "-invisible-", "-offscreen", "-aria-hidden", "-a11y-hidden",
    ]),
];
