//! Countries and regions as datelines name them. Written by hand.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether the name is a country's, in any case.
pub(super) fn is_country(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| COUNTRIES.iter().copied().collect());
    NAMES.contains(key(name).as_str())
}

/// Whether the name is a state's, province's or the like, in full or as datelines shorten it.
pub(super) fn is_region(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| REGIONS.iter().copied().collect());
    NAMES.contains(key(name).as_str())
}

/// Whether the name is one of the world's great cities: used only to tell places from people.
pub(super) fn is_city(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| CITIES.iter().copied().collect());
    NAMES.contains(key(name).as_str())
}

/// Whether a city's name is as much a person's, so that `SOFIA:` alone may say who speaks.
pub(super) fn names_people(city: &str) -> bool {
    [
        "adelaide", "dallas", "darwin", "florence", "houston", "milan", "phoenix", "salvador", "santiago",
        "sofia", "sydney",
    ]
    .contains(&key(city).as_str())
}

fn key(name: &str) -> String {
    name.trim().chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect()
}

/// Lower case, without full stops.
#[rustfmt::skip]
const COUNTRIES: &[&str] = &[
    "afghanistan", "albania", "algeria", "andorra", "angola", "argentina", "armenia", "australia", "austria", "azerbaijan",
    "bahamas", "bahrain", "bangladesh", "barbados", "belarus", "belgium", "belize", "benin", "bhutan", "bolivia",
    "bosnia", "bosnia-herzegovina", "bosnia and herzegovina", "botswana", "brazil", "brunei", "bulgaria", "burkina faso",
    "burma", "burundi", "cambodia", "cameroon", "canada", "cape verde", "central african republic", "chad", "chile", "china",
    "colombia", "comoros", "congo", "republic of congo", "democratic republic of congo", "costa rica", "croatia", "cuba",
    "cyprus", "czech republic", "czechia", "denmark", "djibouti", "dominica", "dominican republic", "east timor",
    "timor-leste", "ecuador", "egypt", "el salvador", "england", "equatorial guinea", "eritrea", "estonia", "eswatini",
    "swaziland", "ethiopia", "fiji", "finland", "france", "gabon", "gambia", "georgia", "germany", "west germany", "ghana",
    "greece", "grenada", "guatemala", "guinea", "guinea-bissau", "guyana", "haiti", "honduras", "hungary", "iceland",
    "india", "indonesia", "iran", "iraq", "ireland", "northern ireland", "israel", "italy", "ivory coast", "jamaica",
    "japan", "jordan", "kazakhstan", "kenya", "kiribati", "kosovo", "kuwait", "kyrgyzstan", "laos", "latvia", "lebanon",
    "lesotho", "liberia", "libya", "liechtenstein", "lithuania", "luxembourg", "macedonia", "north macedonia",
    "madagascar", "malawi", "malaysia", "maldives", "mali", "malta", "mauritania", "mauritius", "mexico", "moldova",
    "monaco", "mongolia", "montenegro", "morocco", "mozambique", "myanmar", "namibia", "nauru", "nepal", "netherlands",
    "the netherlands", "new zealand", "nicaragua", "niger", "nigeria", "north korea", "norway", "oman", "pakistan", "palau",
    "palestine", "panama", "papua new guinea", "paraguay", "peru", "philippines", "poland", "portugal", "puerto rico",
    "qatar", "romania", "russia", "rwanda", "samoa", "san marino", "saudi arabia", "scotland", "senegal", "serbia",
    "seychelles", "sierra leone", "singapore", "slovakia", "slovenia", "solomon islands", "somalia", "south africa",
    "south korea", "south sudan", "soviet union", "spain", "sri lanka", "sudan", "suriname", "sweden", "switzerland",
    "syria", "taiwan", "tajikistan", "tanzania", "thailand", "togo", "tonga", "trinidad and tobago", "tunisia", "turkey",
    "türkiye", "turkmenistan", "tuvalu", "uganda", "ukraine", "united arab emirates", "uae", "united kingdom", "uk", "britain",
    "united states", "us", "usa", "uruguay", "uzbekistan", "vanuatu", "vatican city", "venezuela", "vietnam", "wales",
    "west bank", "gaza strip", "western sahara", "yemen", "zambia", "zimbabwe",
    "deutschland", "österreich", "schweiz", "frankreich", "italien", "spanien", "türkei", "russland", "polen",
    "allemagne", "autriche", "suisse", "belgique", "espagne", "italie", "turquie", "russie", "royaume-uni", "états-unis",
    "alemania", "españa", "francia", "italia", "méxico", "perú", "brasil", "turquía", "rusia", "estados unidos",
];

#[rustfmt::skip]
const REGIONS: &[&str] = &[
    // states of the USA: in full, as AP shortens them, as the post does
    "alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware", "florida", "georgia",
    "hawaii", "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana", "maine", "maryland",
    "massachusetts", "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska", "nevada", "new hampshire",
    "new jersey", "new mexico", "new york", "north carolina", "north dakota", "ohio", "oklahoma", "oregon", "pennsylvania",
    "rhode island", "south carolina", "south dakota", "tennessee", "texas", "utah", "vermont", "virginia", "washington",
    "west virginia", "wisconsin", "wyoming", "district of columbia",
    "ala", "ariz", "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "kans", "ky", "la", "md", "mass",
    "mich", "minn", "miss", "mo", "mont", "neb", "nebr", "nev", "nh", "nj", "nm", "ny", "nc", "nd", "okla", "ore", "pa", "ri",
    "sc", "sd", "tenn", "tex", "vt", "va", "wash", "wva", "wis", "wyo", "dc",
    "al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "hi", "id", "il", "in", "ia", "ks", "ma", "me", "mi", "mn", "ms",
    "mt", "ne", "nv", "oh", "ok", "or", "tn", "tx", "ut", "wa", "wv", "wi", "wy",
    // Canada, Australia, others
    "ontario", "ont", "quebec", "que", "british columbia", "bc", "alberta", "alta", "manitoba", "man", "saskatchewan", "sask",
    "nova scotia", "ns", "qc", "nwt", "new brunswick", "nb", "newfoundland", "nfld", "prince edward island", "pei", "yukon", "nunavut",
    "new south wales", "nsw", "queensland", "qld", "victoria", "vic", "south australia", "western australia", "tasmania",
    "northern territory", "bavaria", "bayern", "saxony", "sachsen", "hesse", "hessen", "catalonia", "andalusia", "crimea",
    "kashmir", "punjab", "gujarat", "kerala", "tibet", "xinjiang", "hong kong", "macau", "sicily", "corsica", "chechnya",
];

#[rustfmt::skip]
const CITIES: &[&str] = &[
    "abu dhabi", "abuja", "accra", "addis ababa", "ankara", "athens", "baghdad", "bangkok", "barcelona", "beijing", "beirut",
    "belgrade", "berlin", "bern", "bogota", "bonn", "brasilia", "brussels", "bucharest", "budapest", "buenos aires", "cairo",
    "canberra", "cape town", "caracas", "chicago", "cologne", "copenhagen", "damascus", "delhi", "dhaka", "doha", "dubai",
    "dublin", "frankfurt", "geneva", "guatemala city", "hamburg", "hanoi", "havana", "helsinki", "hong kong", "islamabad",
    "istanbul", "jakarta", "jerusalem", "johannesburg", "kabul", "karachi", "kathmandu", "khartoum", "kiev", "kyiv",
    "kuala lumpur", "lagos", "la paz", "lima", "lisbon", "london", "los angeles", "luanda", "madrid", "manila", "melbourne",
    "mexico city", "miami", "milan", "minsk", "mogadishu", "montreal", "moscow", "mumbai", "munich", "nairobi", "naples",
    "new delhi", "new orleans", "new york", "new york city", "nicosia", "oslo", "ottawa", "panama city", "paris",
    "phnom penh", "port-au-prince", "prague", "pretoria", "pyongyang", "quito", "rabat", "rangoon", "riga", "rio de janeiro",
    "riyadh", "rome", "saint petersburg", "san francisco", "san diego", "san jose", "san juan", "san salvador", "santiago",
    "santo domingo", "sao paulo", "são paulo", "sarajevo", "seoul", "shanghai", "singapore", "sofia", "st petersburg", "st louis",
    "stockholm", "strasbourg", "sydney", "taipei", "tallinn", "tbilisi", "tehran", "tel aviv", "the hague", "tirana",
    "tokyo", "toronto", "tripoli", "tunis", "ulan bator", "united nations", "vatican city", "vienna", "vilnius", "warsaw",
    "washington", "wellington", "yangon", "yerevan", "zagreb", "zurich", "münchen", "köln", "wien", "zürich", "genf",
    "brüssel", "moskau", "warschau", "prag", "rom", "mailand", "londres", "bruxelles", "genève", "moscou", "roma", "milano",
    "lisboa", "ciudad de méxico", "las vegas", "kansas city", "salt lake city", "des moines", "hong kong island",
    "ahmedabad", "amritsar", "bengaluru", "bangalore", "bhopal", "chandigarh", "chennai", "colombo", "faisalabad", "guwahati", "hyderabad", "jaipur", "kochi", "kolkata", "lahore", "lucknow", "multan", "patna", "peshawar", "pune", "quetta",
    "rawalpindi", "sialkot", "srinagar", "thiruvananthapuram", "chattogram", "sylhet", "kandahar", "basra", "erbil", "aleppo", "amman", "muscat", "manama", "sanaa", "aden", "algiers", "casablanca", "dakar", "abidjan", "bamako", "harare",
    "lusaka", "kampala", "kigali", "maputo", "windhoek", "gaborone", "antananarivo", "durban", "kinshasa", "libreville", "lome", "niamey", "ouagadougou", "n'djamena", "juba", "bratislava", "ljubljana", "podgorica", "skopje", "pristina",
    "chisinau", "reykjavik", "luxembourg", "valletta", "turin", "venice", "florence", "seville", "valencia", "porto", "marseille", "lyon", "bordeaux", "stuttgart", "dresden", "leipzig", "düsseldorf", "hannover", "bremen", "basel", "lausanne",
    "amsterdam", "rotterdam", "antwerp", "antwerpen", "den haag", "brussel", "gothenburg", "göteborg", "malmö", "bergen", "trondheim", "aarhus", "københavn", "tampere", "turku", "krakow", "kraków", "gdansk", "gdańsk", "warszawa", "praha",
    "brno", "odesa", "odessa", "lviv", "kharkiv", "kazan", "almaty", "astana", "tashkent", "bishkek", "dushanbe", "ashgabat", "baku", "ulaanbaatar", "osaka", "hiroshima", "fukuoka", "busan", "shenzhen", "guangzhou", "wuhan", "chengdu",
    "vientiane", "ho chi minh city", "cebu", "davao", "surabaya", "perth", "brisbane", "adelaide", "hobart", "darwin", "auckland", "christchurch", "suva", "port moresby", "vancouver", "calgary", "edmonton", "winnipeg", "halifax",
    "atlanta", "boston", "dallas", "denver", "detroit", "houston", "philadelphia", "phoenix", "seattle", "guadalajara", "monterrey", "tegucigalpa", "managua", "asuncion", "asunción", "montevideo", "bogotá", "brasília", "medellín",
    "guayaquil", "recife", "salvador", "porto alegre", "curitiba", "belo horizonte", "la habana", "edinburgh", "glasgow", "cardiff", "belfast", "manchester", "birmingham", "liverpool",
    "fort worth", "baton rouge", "santa fe", "white house", "capitol hill", "wall street", "west bank", "middle east",
];
