use super::*;

/// `place|region|country|date|agency`, then the first words of the story.
fn shown(paragraph: &str) -> Option<(String, &str)> {
    let found = inline(paragraph)?;
    let d = found.dateline;
    let parts = [d.place, d.region, d.country, d.date, d.agency].map(Option::unwrap_or_default);
    Some((parts.join("|"), paragraph.get(found.story..).unwrap()))
}

#[track_caller]
fn check(paragraph: &str, expected: &str, story: &str) {
    assert_eq!(shown(paragraph), Some((expected.to_owned(), story)), "{paragraph:?}");
}

#[test]
fn agency_in_brackets() {
    check("BEIJING (AP) _ Ferries", "BEIJING||||AP", "Ferries");
    check("LA CROSSE, Wis. (AP) — Ferries", "LA CROSSE|Wis.|||AP", "Ferries");
    check("Munich (dpa) - Ferries", "Munich||||dpa", "Ferries");
    check("San Diego (tca/dpa) - Ferries", "San Diego||||tca/dpa", "Ferries");
    check("BEIRUT/THE HAGUE, March 7 (Reuters) - Ferries", "BEIRUT/THE HAGUE|||March 7|Reuters", "Ferries");
    check("Paris (ats afp) Les bacs", "Paris||||ats afp", "Les bacs");
    check("(Reuters) - Ferries", "||||Reuters", "Ferries");
    check("MOSCOW, Monday (Reuters) -- Ferries", "MOSCOW|||Monday|Reuters", "Ferries");
}

#[test]
fn with_a_date() {
    check("NEW YORK, Jan 21 (Reuters) - F", "NEW YORK|||Jan 21|Reuters", "F");
    check("DUNMORE, N.Y., Sept. 14 (UPI) — F", "DUNMORE|N.Y.||Sept. 14|UPI", "F");
    check("STOCKHOLM, Aug 29, 2014 (AFP) - F", "STOCKHOLM|||Aug 29, 2014|AFP", "F");
    check("SAITAMA, Japan, Dec. 9 Kyodo - F", "SAITAMA||Japan|Dec. 9|Kyodo", "F");
    check("BRISBANE, Oct 12 AAP - F", "BRISBANE|||Oct 12|AAP", "F");
    check("PORT LUMEN March 22 AAP - F", "PORT LUMEN|||March 22|AAP", "F");
    check("Jan 30 (Reuters) - F", "|||Jan 30|Reuters", "F");
    check("ROCHESTER, N.Y., Feb 26 - F", "ROCHESTER|N.Y.||Feb 26|", "F");
    check("MUMBAI, India, July 25, 2018/PRNewswire/ -- F", "MUMBAI||India|July 25, 2018|PRNewswire", "F");
    check("PORT LUMEN, March 3 (Examplewire) - F", "PORT LUMEN|||March 3|Examplewire", "F");
}

#[test]
fn place_alone() {
    check("ADDIS ABABA, Ethiopia — F", "ADDIS ABABA||Ethiopia||", "F");
    check("MIDWAY ATOLL - F", "MIDWAY ATOLL||||", "F");
    check("WASHINGTON ― F", "WASHINGTON||||", "F");
    check("OSCEOLA, Iowa — F", "OSCEOLA|Iowa|||", "F");
    check("SCRANTON, Pa. — F", "SCRANTON|Pa.|||", "F");
}

#[test]
fn what_is_no_dateline() {
    for paragraph in [
        "OTHER CAPTAINS WOULD RATHER NOT SAIL WITH HIM — The senator",
        "Sen. Ana Exemplar (R-Texas) — Announced in March",
        "The ferry - the last of its kind - left",
        "EXCLUSIVE — The ferry left",
        "THE LATEST — The ferry left",
        "Ana Exemplar — the captain — left",
        "In March 2014 - the month of the storm - the ferry left",
        "“No,” she said — twice",
        "Port Lumen - the ferry left",
        "By Ana Exemplar Port Lumen, March 3 (Examplewire) - The ferry left",
        "Exemplar (left) - the captain",
        "ISLAND’S FERRIES FAVOR FUEL, BUT COAST FAVORS COAL - Fuel is dear",
    ] {
        assert_eq!(inline(paragraph), None, "{paragraph:?}");
    }
}

#[test]
fn lines_of_their_own() {
    let place = |line| alone(line).and_then(|d| d.place);
    assert_eq!(place("PORT LUMEN, Freedonia").as_deref(), Some("PORT LUMEN"));
    assert_eq!(place("Berlin, 4. März 2014").as_deref(), Some("Berlin"));
    assert_eq!(place("Harbor town waits for ferries"), None);
}

#[test]
fn dashes_of_every_dress() {
    check("Montevideo, 4 mar (EFE).- El puerto", "Montevideo|||4 mar|EFE", "El puerto");
    check("LISBOA, 04 mar 2026 (Lusa) — O porto", "LISBOA|||04 mar 2026|Lusa", "O porto");
    check("São Paulo, 4 (AE) - O porto", "São Paulo|||4|AE", "O porto");
    check("MADRID, 4 (EUROPA PRESS) - El puerto", "MADRID|||4|EUROPA PRESS", "El puerto");
    check("SÃO PAULO, SP (FOLHAPRESS) - O porto", "SÃO PAULO|SP|||FOLHAPRESS", "O porto");
    check("TEHRAN, Mar. 4 (MNA)- The port", "TEHRAN|||Mar. 4|MNA", "The port");
    check("KUWAIT CITY, March 4 (KUNA)-- The port", "KUWAIT CITY|||March 4|KUNA", "The port");
    check("BRUSSEL 4/3 (BELGA) = De haven", "BRUSSEL|||4/3|BELGA", "De haven");
    check("Bratislava 4. marca (TASR) – Prístav", "Bratislava|||4. marca|TASR", "Prístav");
    check("Warszawa, 04.03.2026 (PAP) - Port", "Warszawa|||04.03.2026|PAP", "Port");
    check("BUDAPEST, 2026. március 4. (MTI) - A kikötő", "BUDAPEST|||2026. március 4|MTI", "A kikötő");
    check("TALLINN, Mar 04, BNS - The port", "TALLINN|||Mar 04|BNS", "The port");
    check("ABU DHABI, 4th March, 2026 (WAM) -- The port", "ABU DHABI|||4th March, 2026|WAM", "The port");
    check(
        "HONG KONG SAR - Media OutReach Newswire - 4 March 2026 - Ports",
        "HONG KONG SAR|||4 March 2026|Media OutReach Newswire",
        "Ports",
    );
}

#[test]
fn agencies_before_the_place() {
    check("(ANSA) - ROMA, 04 MAR - Il porto", "ROMA|||04 MAR|ANSA", "Il porto");
    check("(ANSA) - Rome, March 4 - The port", "Rome|||March 4|ANSA", "The port");
    check("(AGI) - Roma, 4 mar. - Il porto", "Roma|||4 mar.|AGI", "Il porto");
    check(
        "(Reuters) - Ferries - the last of them - left",
        "||||Reuters",
        "Ferries - the last of them - left",
    );
    check("(AFP) - PARIS - Le port", "PARIS||||AFP", "Le port");
}

#[test]
fn marks_between_strokes() {
    check(
        "HALDEN, Texas, March 4, 2026 /PRNewswire/ -- Ports",
        "HALDEN|Texas||March 4, 2026|PRNewswire",
        "Ports",
    );
    check("TOKYO, March 4, 2026 /Kyodo JBN/ -- Ports", "TOKYO|||March 4, 2026|Kyodo JBN", "Ports");
    check(
        "LUMEN, March 4, 2026 /PRNewswire-PRWeb/ -- Ports",
        "LUMEN|||March 4, 2026|PRNewswire-PRWeb",
        "Ports",
    );
    check("HAAG /ritzau/ Havnen", "HAAG||||ritzau", "Havnen");
    check("København /ritzau/ Havnen", "København||||ritzau", "Havnen");
    check("MOSCOW, March 4. /TASS/. The port", "MOSCOW|||March 4|TASS", "The port");
    check("МОСКВА, 4 марта. /ТАСС/. Порт", "МОСКВА|||4 марта|ТАСС", "Порт");
    check(
        "VANCOUVER, BC / ACCESSWIRE / March 4, 2026 / Ports",
        "VANCOUVER|BC||March 4, 2026|ACCESSWIRE",
        "Ports",
    );
    check(
        "VANCOUVER, British Columbia / ACCESS Newswire / March 4, 2026 / Ports",
        "VANCOUVER|British Columbia||March 4, 2026|ACCESS Newswire",
        "Ports",
    );
    check("SAN FRANCISCO--(BUSINESS WIRE)--Ports", "SAN FRANCISCO||||BUSINESS WIRE", "Ports");
    check(
        "HALDEN, Texas--(BUSINESS WIRE)--March 4, 2026--Ports",
        "HALDEN|Texas||March 4, 2026|BUSINESS WIRE",
        "Ports",
    );
    check(
        "TORONTO, March 04, 2026 (GLOBE NEWSWIRE) -- Ports",
        "TORONTO|||March 04, 2026|GLOBE NEWSWIRE",
        "Ports",
    );
    check(
        "TORONTO, British Columbia--(Newsfile Corp. - March 4, 2026) - Ports",
        "TORONTO|British Columbia||March 4, 2026|Newsfile Corp.",
        "Ports",
    );
    check("MONTREAL, March 4, 2026 /CNW Telbec/ - Ports", "MONTREAL|||March 4, 2026|CNW Telbec", "Ports");
}

#[test]
fn without_a_dash() {
    check("OSLO (NTB): Havnen", "OSLO||||NTB", "Havnen");
    check("Helsinki STT Satama", "Helsinki||||STT", "Satama");
    check("NEW DELHI, Mar 4 (PTI) The port", "NEW DELHI|||Mar 4|PTI", "The port");
    check("New Delhi [India], March 4 (ANI): The port", "New Delhi||India|March 4|ANI", "The port");
    check("ISLAMABAD, Mar 04 (APP):The port", "ISLAMABAD|||Mar 04|APP", "The port");
    check("NEW DELHI: The port", "NEW DELHI||||", "The port");
    check("LAHORE, Pakistan: The port", "LAHORE||Pakistan||", "The port");
    check("Анкара. 4 марта. ИНТЕРФАКС - Порт", "Анкара|||4 марта|ИНТЕРФАКС", "Порт");
    check("Moscow. March 4. INTERFAX - The port", "Moscow|||March 4|INTERFAX", "The port");
    check("МОСКВА, 4 мар — РИА Новости. Порт", "МОСКВА|||4 мар|РИА Новости", "Порт");
}

#[test]
fn two_places_and_agencies_in_no_table() {
    check("LUMEN and PORT ALDER (March 9, 2026) — Two", "LUMEN and PORT ALDER|||March 9, 2026|", "Two");
    check("LUMEN und PORT ALDER (dpa) - Zwei", "LUMEN und PORT ALDER||||dpa", "Zwei");
    check("JERUSALEM/CAIRO, March 4 (Reuters) - F", "JERUSALEM/CAIRO|||March 4|Reuters", "F");
    check("LUMEN, Ohio, and PORT ALDER, Maine (AP) — F", "LUMEN and PORT ALDER|Ohio|||AP", "F");
    check("Lumen (hgb) - The port reopened on Wednesday.", "Lumen||||hgb", "The port reopened on Wednesday.");
    check("Port Alder (hgb/lno) - The port reopened.", "Port Alder||||hgb/lno", "The port reopened.");
    check("GENEVA (4 March 2026) – The port", "GENEVA|||4 March 2026|", "The port");
}

#[test]
fn east_asian_forms() {
    check("[東京 4日 ロイター] - 港は", "東京|||4日|ロイター", "港は");
    check("［東京　４日　ロイター］ - 港は", "東京|||４日|ロイター", "港は");
    check("【ロンドン共同】港は", "ロンドン||||共同", "港は");
    check("【ワシントン時事】港は", "ワシントン||||時事", "港は");
    check("【ワシントン＝山田太郎】港は", "ワシントン||||", "港は");
    check("【3月4日 AFP】港は", "|||3月4日|AFP", "港は");
    check("新华社北京3月4日电（记者王明）港口", "北京|||3月4日|新华社", "港口");
    check("中新社上海3月4日电 (记者 王明) 港口", "上海|||3月4日|中新社", "港口");
    check("（中央社記者王明台北4日電）港口", "台北|||4日|中央社", "港口");
    check("(서울=연합뉴스) 김민수 기자 = 항구가", "서울||||연합뉴스", "항구가");
    check("[부산=뉴시스]김민수 기자 = 항구가", "부산||||뉴시스", "항구가");
    for paragraph in
        ["【速報】港は再開した。", "【独自】東京の港", "新华社的报道说港口重新开放。", "[写真] 港"]
    {
        assert_eq!(inline(paragraph), None, "{paragraph:?}");
    }
}

#[test]
fn rarer_dresses() {
    check("LUMEN, March 9. /TASS Correspondent Ivan Petrov/. The port", "LUMEN|||March 9|TASS", "The port");
    check("КИЕВ. 9 марта. УНН. Порт", "КИЕВ|||9 марта|УНН", "Порт");
    check("CANBERRA, AAP - The port", "CANBERRA||||AAP", "The port");
    check("(LEAD) SEOUL, March 9 (Yonhap) -- The port", "SEOUL|||March 9|Yonhap", "The port");
    check("Frankfurt a.M. (epd). Der Hafen", "Frankfurt a.M.||||epd", "Der Hafen");
    check("København/ritzau/ Havnen", "København||||ritzau", "Havnen");
    check("BEOGRAD, 9. marta (Tanjug) - Luka", "BEOGRAD|||9. marta|Tanjug", "Luka");
    check("JAKARTA, KOMPAS.com - Pelabuhan", "JAKARTA||||KOMPAS.com", "Pelabuhan");
    check("(인천·부산=연합뉴스) 이민수 기자 = 항구가", "인천·부산||||연합뉴스", "항구가");
    check("9 March 2026, LUMEN – The port", "LUMEN|||9 March 2026|", "The port");
}

#[test]
fn places_alone_before_a_story_with_dashes() {
    check("KARACHI: The port", "KARACHI||||", "The port");
    check("SINGAPORE: The port", "SINGAPORE||||", "The port");
    check("JORDAN, March 4: The port", "JORDAN|||March 4|", "The port");
    for (paragraph, place, story) in [
        (
            "PARIS – The tower – built in 1889 – was shut on Monday.",
            "PARIS",
            "The tower – built in 1889 – was shut on Monday.",
        ),
        (
            "PARIS — The tower will be shut for the whole of the year — the longest time ever.",
            "PARIS",
            "The tower will be shut for the whole of the year — the longest time ever.",
        ),
        (
            "LUMEN — The port is shut. It opens soon — or not.",
            "LUMEN",
            "The port is shut. It opens soon — or not.",
        ),
    ] {
        check(paragraph, &format!("{place}||||"), story);
    }
    check("PARIS (AFP) – Texas – that is – won.", "PARIS||||AFP", "Texas – that is – won.");
}

#[test]
fn look_alikes_are_none() {
    for paragraph in [
        "TURKEY: Roast it for four hours, the cook of the mayor said on Monday, and let it stand.",
        "JORDAN: He scored forty points on Monday, and the team of Halden won the cup.",
        "GEORGIA: The governor said on Monday that nothing would change in the state.",
        "CHAD: I was on the quay on Monday.",
        "SOFIA: I was on the quay on Monday.",
        "PARIS – Texas, that is – has a tower of its own, and the town said that it would be painted.",
        "PARIS – Texas – has a tower of its own.",
        "PARIS - Texas, that is - has a tower of its own.",
        "NATO – the alliance of thirty states – said on Monday that it would send ships.",
        "LUMEN — the town, not the lamp — votes on Monday.",
        "Victoria (nee Holt) - the widow of the late mayor - said on Monday that she would not sell.",
        "Deutsche Bahn (DB) - Die Bahn fährt wieder, sagte ein Sprecher am Mittwoch.",
        "Anna Holt (links) - Die Kapitänin fährt wieder, sagte sie am Mittwoch.",
        "Apple (AAPL) - Shares rose on Wednesday, a trader said.",
        "WARNING: The port is shut.",
        "ANNA HOLT: I was on the quay.",
        "UNTIL JULY 5",
        "The harbour and/or the quay - both are shut.",
        "Lumen, 44 (CDU) - The mayor said so on Wednesday.",
        "AFP - Le port",
        "NATO - The alliance met on Monday, it said.",
        "Goals (home) - The club scored on Monday, it said.",
        "20 ships - The port was full on Monday.",
        "9 March 2026 - The port was full on Monday.",
        "Yes/No - The vote",
        "Paris: Le port rouvre",
        "STT said that the port was open.",
        "QUESTION: What then? ANSWER: Nothing.",
    ] {
        assert_eq!(inline(paragraph), None, "{paragraph:?}");
    }
}

#[test]
fn what_a_place_lies_in_stands_in_brackets() {
    check("Tamale (N/R), March 4, GNA – F", "Tamale|||March 4|GNA", "F");
    check(
        "Visakhapatnam (Andhra Pradesh) [India], March 4 (ANI): F",
        "Visakhapatnam|Andhra Pradesh|India|March 4|ANI",
        "F",
    );
    check("(New York, NY - October 21) The port", "New York|NY||October 21|", "The port");
    check("Landquart GR (sda) - F", "Landquart|GR|||sda", "F");
    assert_eq!(shown("(New York, NY) The port"), None);
    check("LONDON (PA) - F", "LONDON||||PA", "F");
    check("(Nairobi) – F", "Nairobi||||", "F");
    check("CAIRO - 4 March 2026: F", "CAIRO|||4 March 2026|", "F");
    check("TEMPO.CO, Jakarta - F", "Jakarta||||TEMPO.CO", "F");
}

#[test]
fn days_without_a_comma_and_in_other_tongues() {
    check("Ústí nad Labem 4. března (ČTK) - F", "Ústí nad Labem|||4. března|ČTK", "F");
    check("4.3.Gdynia (PAP) - F", "Gdynia|||4.3|PAP", "F");
    check("KLAIPĖDA, kovo 4 d. (BNS) – F", "KLAIPĖDA|||kovo 4 d.|BNS", "F");
    check("Θεσσαλονίκη, 4 Μαρτίου 2026 (ΑΠΕ-ΜΠΕ) - F", "Θεσσαλονίκη|||4 Μαρτίου 2026|ΑΠΕ-ΜΠΕ", "F");
    check("بندرعباس - ایرنا - مدیرکل", "بندرعباس||||ایرنا", "مدیرکل");
}

#[test]
fn a_release_has_a_whole_date() {
    let story = "Die Halden AG, ein Hersteller von Schiffswinden, hebt nach einem guten Jahresbeginn ihre Prognose an.";
    check(&format!("Osnabrück, 4. März 2026 – {story}"), "Osnabrück|||4. März 2026|", story);
    for line in [format!("Sitzung, 4. März – {story}"), format!("Der Rat, der am 4. März 2026 – {story}")]
    {
        assert_eq!(shown(&line), None, "{line}");
    }
}

#[test]
fn an_afterthought_is_no_aside() {
    check("PARIS — The tower is shut — again.", "PARIS||||", "The tower is shut — again.");
    check(
        "PARIS — The tower is shut — and nobody knows why.",
        "PARIS||||",
        "The tower is shut — and nobody knows why.",
    );
    for aside in ["PARIS – Texas, that is – has a tower.", "ROME — The Eternal City — burned."] {
        assert_eq!(shown(aside), None, "{aside}");
    }
}

#[test]
fn a_work_under_review_is_no_place() {
    assert_eq!(
        shown(
            "WASHINGTON: A Life in Letters, by Hedda Brun (Quay Press, 412 pp.) - the third book of the year is also the best."
        ),
        None
    );
    check(
        "WASHINGTON: The president met the mayor, by all accounts (he was late).",
        "WASHINGTON||||",
        "The president met the mayor, by all accounts (he was late).",
    );
}

#[test]
fn dresses_of_smaller_agencies() {
    check("BRIDGETOWN, Barbados, CMC – F", "BRIDGETOWN||Barbados||CMC", "F");
    check("SANTO DOMINGO.- F", "SANTO DOMINGO||||", "F");
    check("Warszawa, 4 marca 2026 r. – F", "Warszawa|||4 marca 2026 r.|", "F");
    check("ADDIS ABABA, March 4/2026 (ENA) The port", "ADDIS ABABA|||March 4/2026|ENA", "The port");
    check("Nairobi, KENYA: The port", "Nairobi||KENYA||", "The port");
    let story = "The council decided on Tuesday to sell the old ferry.";
    check(&format!("Lima, mar. 4. {story}"), "Lima|||mar. 4|", story);
    check(&format!("(CNN) — {story}"), "||||CNN", story);
    for line in [
        "Kyiv – The film that won in May is on again.",
        "BERLIN. A life in letters, and no more.",
        "Sydney – She left in May.",
    ] {
        assert_eq!(shown(line), None, "{line}");
    }
}
