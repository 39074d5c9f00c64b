use super::*;

fn shown(credited: &Credited) -> String {
    let person = |p: &Person| {
        let mut shown = p.name.clone();
        for (mark, part) in [(" / ", &p.title), (" @ ", &p.organization)] {
            if let Some(part) = part {
                shown.push_str(mark);
                shown.push_str(part);
            }
        }
        shown
    };
    credited.people.iter().map(person).collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn check_field(raw: &str, expected: &str) {
    assert_eq!(shown(&field(raw)), expected, "{raw:?}");
}

#[track_caller]
fn check_line(raw: &str, expected: Option<&str>) {
    assert_eq!(line(raw).as_ref().map(shown).as_deref(), expected, "{raw:?}");
}

#[test]
fn lines_in_stories() {
    check_line("By Ana Exemplar", Some("Ana Exemplar"));
    check_line("By Ana Exemplar and Tom Sample", Some("Ana Exemplar; Tom Sample"));
    check_line("By Anna Segui and Tom Sample", Some("Anna Segui; Tom Sample"));
    check_line("By Tom Sample and Lea Volgen", Some("Tom Sample; Lea Volgen"));
    check_line("By PAUL SAMPLE and ANA EXEMPLAR=", Some("Paul Sample; Ana Exemplar"));
    check_line("By Manuel Muster, dpa =", Some("Manuel Muster @ dpa"));
    check_line(
        "By Sam Sample, Press Association Political Correspondent",
        Some("Sam Sample / Press Association Political Correspondent @ Press Association"),
    );
    check_line("By Dolores Sample For Example.Com", Some("Dolores Sample @ Example.Com"));
    check_line(
        "By Ana Exemplar, Tom Sample and Jo Placeholder",
        Some("Ana Exemplar; Tom Sample; Jo Placeholder"),
    );
    check_line("By Ana Exemplar in Port Lumen", Some("Ana Exemplar"));
    check_line("Von Max Muster, Berlin", Some("Max Muster"));
    check_line("Par Marie d’Exemple", Some("Marie d’Exemple"));
    check_line("Por José Ejemplo y Ana Prueba", Some("José Ejemplo; Ana Prueba"));
    check_line("By The Associated Press", Some(""));
    check_line("By Staff", Some(""));
    check_line("By dpa correspondents =", Some(""));
    check_line(
        "By ANA EXEMPLAR, AP Business Writer",
        Some("Ana Exemplar / AP Business Writer @ Associated Press"),
    );
}

#[test]
fn lines_that_are_no_bylines() {
    check_line("By Thursday afternoon, Exemplar had accepted the offer", None);
    check_line("By Type", None);
    check_line("By contrast, the ferry has just 5 percent.", None);
    check_line("From Here to There", None);
    check_line("Ana Exemplar", None);
    check_line("By the time the ferry left", None);
    check_line("By far the biggest ferry", None);
}

#[test]
fn fields_of_formats() {
    check_field("Ana Exemplar", "Ana Exemplar");
    check_field("By Ana Exemplar", "Ana Exemplar");
    check_field("Exemplar, Ana", "Ana Exemplar");
    check_field(
        "EXEMPLAR, A., Sample, T. J., O'Model, K.-L., Placeholder, J.",
        "A. Exemplar; T. J. Sample; K.-L. O'Model; J. Placeholder",
    );
    check_field("Ana Exemplar, Tom Sample", "Ana Exemplar; Tom Sample");
    check_field("Ana Exemplar for Daily Mail", "Ana Exemplar @ Daily Mail");
    check_field("ana@example.com", "");
    check_field("Ana Exemplar ana@example.com @anaexemplar", "Ana Exemplar");
    check_field("Staff Reporter", "");
    check_field("Example Online GmbH", "");
    check_field("Von FOCUS-online-Redakteur Max Muster", "Max Muster / FOCUS-online-Redakteur");
    check_field("Autor Monika Muster", "Monika Muster");
    check_field("Ana Exemplar | Example News", "Ana Exemplar @ Example News");
    check_field("Ana Exemplar, Senior Reporter", "Ana Exemplar / Senior Reporter");
    check_field("Dr. Ana Exemplar", "Ana Exemplar");
    check_field("https://www.facebook.com/ana", "");
    check_field("AFP", "");
    check_field("Ana Exemplar (AP)", "Ana Exemplar @ AP");
    check_field("山田太郎", "山田太郎");
    check_field("例新聞", "");
    check_field("ExNews", "");
    check_field("Madonna", "Madonna");
    check_field("admin", "");
    check_field("JEAN EXEMPLE", "Jean Exemple");
    check_field("Ana Exemplar & Tom Sample", "Ana Exemplar; Tom Sample");
    check_field("Published by Ana Exemplar", "Ana Exemplar");
    check_field("", "");
    check_field("ana exemplar", "Ana Exemplar");
    check_field("example admin", "");
    check_field("EX Lifestyle Desk", "");
    check_field("Great Example Editorial Team", "");
    check_field("Garden-based Learning Network on Facebook", "");
}

#[test]
fn houses_and_roles_beside_names() {
    check_field("von Max Muster, EXN NORDLAND", "Max Muster @ EXN NORDLAND");
    check_field("MAX MUSTER, ANA EXEMPLAR", "Max Muster; Ana Exemplar");
    check_field("Reuters, Ana Exemplar", "Ana Exemplar");
    check_field("김보기 기자", "김보기 / 기자");
    check_field("김보기기자", "김보기 / 기자");
    check_field("記者 王小明", "王小明 / 記者");
    check_field("Autorin/Autor Max Muster", "Max Muster");
    check_field("ByAna Exemplar", "Ana Exemplar");
    check_field("Byron Exemplar", "Byron Exemplar");
    check_field("Von: Ana EXEMPLAR , Tom SAMPLE", "Ana Exemplar; Tom Sample");
    assert!(is_house("EX Lifestyle Desk") && is_house("Reuters") && !is_house("Ana Exemplar"));
    assert!(names_somebody("Example Times") && !names_somebody("Editorial Team") && !names_somebody("admin"));
}

#[test]
fn lines_of_names_alone() {
    let names =
        |line: &str| bare_names(line).map(|p| p.into_iter().map(|p| p.name).collect::<Vec<_>>().join("; "));
    assert_eq!(names("ANA EXEMPLAR/TOM SAMPLE").as_deref(), Some("Ana Exemplar; Tom Sample"));
    assert_eq!(names("Ana Exemplar and Tom Sample").as_deref(), Some("Ana Exemplar; Tom Sample"));
    assert_eq!(names("Ana Exemplar"), Some("Ana Exemplar".to_owned()));
    assert_eq!(names("Read more"), None);
    assert_eq!(names("Harbour closed for a week"), None);
}
