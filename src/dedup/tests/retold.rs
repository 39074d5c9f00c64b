//! One story told twice by one house, in other words, in part, or with figures rounded otherwise; and the next step of
//! what was told, which is another one.

use super::day::{check, story};

const RESULTS: &str = "Shr profit 27 cts vs loss 11 cts\n\nNet profit 3,217,000 vs loss 1,412,000\n\nSales 52 mln vs 44 mln\n\n\
Nine mths\n\nShr profit 61 cts vs loss 1.14 dlrs\n\nNet profit 7,020,000 vs loss 8,300,000\n\nSales 148 mln vs 131 mln";

#[test]
fn a_table_rounded_otherwise_is_the_same_results_put_anew() {
    let rounded = "Third qtr ended Sept 30.\n\nShr 27 cts vs loss 11 cts\n\nNet 3.2 mln vs loss 1.4 mln\n\nSales 52.3 mln vs 44.1 mln\n\n\
Nine mths\n\nShr 61 cts vs loss 1.14 dlrs\n\nNet 7.02 mln vs loss 8.3 mln\n\nSales 148.2 mln vs 131.1 mln";
    let other = "Third qtr ended Sept 30.\n\nShr 31 cts vs loss 16 cts\n\nNet 4.9 mln vs loss 2.7 mln\n\nSales 61.3 mln vs 57.1 mln\n\n\
Nine mths\n\nShr 75 cts vs loss 1.92 dlrs\n\nNet 9.91 mln vs loss 9.7 mln\n\nSales 171.2 mln vs 166.1 mln";
    let first = || story("first", "LUMEN DOCKS <LMD> 3RD QTR NET", RESULTS);
    check(
        &[first(), story("again", "LUMEN DOCKS OF HALDEN <LMD> 3RD QTR", rounded).at(1.0)],
        &["first: original", "again: revision of first"],
    );
    check(
        &[first(), story("other", "LUMEN DOCKS <LMD> 3RD QTR", other).at(1.0)],
        &["first: original", "other: original"],
    );
    check(
        &[first(), story("sister", "SORROW DOCKS <SRD> 3RD QTR NET", rounded).at(1.0)],
        &["first: original", "sister: original"],
    );
}

#[test]
fn a_part_of_a_table_is_an_excerpt() {
    let year = "Shr 61 cts vs 44 cts\n\nNet 7,020,000 vs 5,300,000\n\nRevs 148,117,000 vs 131,204,000";
    let both = format!(
        "Shr 27 cts vs 11 cts\n\nNet 3,217,000 vs 1,412,000\n\nRevs 52,006,000 vs 44,118,000\n\n12 mths\n\n{year}"
    );
    check(
        &[
            story("quarter", "LUMEN DOCKS LTD <LMD> 4TH QTR NET", &both),
            story("year", "SORROW DOCKS <SRD> YEAR DEC 31 RESULTS", year).at(1.0),
        ],
        &["quarter: original", "year: original"],
    );
    check(
        &[
            story("quarter", "LUMEN DOCKS LTD <LMD> 4TH QTR NET", &both),
            story("year", "LUMEN DOCKS <LMD> YEAR DEC 31 RESULTS", year).at(1.0),
        ],
        &["quarter: original", "year: excerpt of quarter"],
    );
}

#[test]
fn a_part_nearly_word_for_word_needs_no_headline() {
    let part = "Deputy harbour secretary Ines Holt said quick progress was being made in talks with the ferry lines of Lumen, \
Sorrow and Halden.\n\n\"This should bring new crossings for the islands before winter,\" she said in testimony prepared for \
the committee on coasts of the Freedonian parliament.\n\nUntil lately the lines were slow to agree on anything as they \
waited for the end of the talks at Kysten, Holt said.";
    let rest = "\"We are worried about the other lines and would like to see them move soon,\" she said. \"There are signs \
that they do.\"\n\nThe line of Vane signed last week, and there was an accord with that of Marrow.";
    let put_otherwise = part.replacen("Deputy harbour", "Deputy Freedonian harbour", 1);
    check(
        &[
            story("all", "MINISTRY'S HOLT SEES PROGRESS FOR SORROW FERRIES", &format!("{part}\n\n{rest}")),
            story("part", "FREEDONIAN OFFICIAL HOPEFUL ON ISLAND CROSSINGS", &put_otherwise).at(1.5),
        ],
        &["all: original", "part: copy of all"],
    );
}

#[test]
fn what_is_told_again_in_other_words_is_never_dropped_as_a_copy() {
    let first = "Solum Paper Co said it has begun talks with Nordwood Ltd about joining the two companies under one roof.\n\n\
The board said, \"We see this as a meeting of equals, and no price has been named.\"\n\nNo date was given for an end of the talks.";
    let again = "Solum Paper Co said talks have begun with Nordwood Ltd on whether to join the two companies under one roof.\n\n\
Solum said no price had been named and that its board saw the talks as a meeting of equals.\n\nIt did not say when they might end.";
    check(
        &[
            story("first", "SOLUM PAPER <SLP> IN TALKS WITH RIVAL", first),
            story("again", "SOLUM PAPER <SLP> MAY JOIN NORDWOOD", again).at(0.3),
        ],
        &["first: original", "again: revision of first"],
    );
    // with another cast it is another report of the house
    let report = "Solum Paper Co, of Halden, would be run by Tom Pell of Nordwood Ltd, the Kysten Courier reported, if the two \
agree.\n\nSolum has mills at Marrow and Vane. A spokesman for Nordwood would not say when talks might end.";
    check(
        &[
            story("first", "SOLUM PAPER <SLP> IN TALKS WITH RIVAL", first),
            story("report", "SOLUM PAPER <SLP> WOULD BE LED BY PELL", report).at(0.3),
        ],
        &["first: original", "report: original"],
    );
}

#[test]
fn the_next_step_under_one_form_of_words_is_another_story() {
    let help = |sum: &str| {
        format!(
            "The Bank of Freedonia said it lent the money market {sum} mln crowns after an early round of offers.\n\nBefore that it \
had put the shortage of today at some 1,050 mln crowns.\n\nThe bank bought bills for resale to the market in equal parts on \
May 1, 2 and 3 at a rate of 7.5 pct."
        )
    };
    let further = "The Bank of Freedonia said it lent the money market a further 30 mln crowns.\n\nThis brings what it has lent so \
far today to 120 mln and compares with a shortage that it now puts at 1,150 mln crowns.\n\nThe central bank bought bills for \
resale to the market in equal parts on May 1, 2 and 3 at a rate of 7.5 pct.";
    check(
        &[
            story("early", "FREEDONIA MONEY MARKET GIVEN 90 MLN CROWNS EARLY HELP", &help("90")),
            story("further", "FREEDONIA MONEY MARKET GIVEN FURTHER 30 MLN CROWNS HELP", further).at(2.0),
        ],
        &["early: original", "further: original"],
    );
    // one figure put right in headline and text is the same step
    check(
        &[
            story("early", "FREEDONIA MONEY MARKET GIVEN 90 MLN CROWNS EARLY HELP", &help("90")),
            story("right", "FREEDONIA MONEY MARKET GIVEN 80 MLN CROWNS EARLY HELP", &help("80")).at(0.5),
        ],
        &["early: original", "right: revision of early"],
    );
}
