//! Invented stories in the manner of wire copy.

/// A ferry runs aground.
pub(in crate::dedup) const FERRY: &str = "A passenger ferry with 214 people on board ran aground off Port Lumen early on Tuesday, \
the coast guard of Freedonia said, and all of them were taken ashore by fishing boats.

The Queen Adela left Cape Sorrow shortly after midnight and struck a sandbank about 3 kilometres south of the harbour \
entrance at 2:40 a.m., coast guard commander Ilse Marrow told reporters. Eleven passengers were treated for cuts and \
bruises, and one crew member was kept in hospital with a broken wrist.

\"We heard a long scraping noise and then everything stopped,\" said Tomas Reedy, a schoolteacher who was travelling \
with his two daughters. \"Nobody shouted. People put on their life jackets and waited on deck for the boats to come.\"

The ferry's owner, Northern Crossing Lines, said the vessel was inspected in April and that its navigation equipment \
was working. The company suspended its night sailings until the sandbank has been surveyed again.

Winter storms moved large amounts of sand across the channel this year, according to the harbour office, which \
published a warning to shipping in February. Marrow said that investigators would look at whether the warning had \
reached the bridge of the Queen Adela.

Two tugs are to try to pull the ferry free at high water on Wednesday. There was no sign of leaking fuel, the \
environment ministry said.";

/// A bank changes its rate.
pub(in crate::dedup) const RATE: &str = "The Bank of Freedonia raised its main lending rate by a quarter point to 4.75 percent on \
Thursday, its third increase this year, and said that it expected inflation to fall below its target by next autumn.

Governor Petra Halloway said that wages were rising faster than the bank had forecast in March and that the labour \
market in the capital remained tight. \"We would rather do a little now than a lot later,\" she told a news conference.

Economists at Merrin and Stowe had expected no change. The crown rose 0.8 percent against the dollar after the \
announcement, and shares of the large lenders gained.

Retailers called the decision a mistake. Spending in shops has fallen for five months, the Chamber of Commerce said, \
and the number of small firms closing their doors in the northern provinces doubled in the second quarter.

The bank's board voted six to three for the increase. Minutes of the meeting will be published on June 24.";

/// A museum finds a painting.
pub(in crate::dedup) const MUSEUM: &str = "Curators at the Marlow Museum have found a landscape by Hester Vane, thought lost for \
ninety years, on the back of another picture that had hung in a corridor since 1961.

The oil sketch, which shows the salt works at Brine Cross, came to light when a restorer removed the backing of a still \
life that was due to be lent to an exhibition in Sylvania. \"I turned it over and there was the sea,\" the restorer, \
Agnes Pell, said.

Vane painted the salt works at least seven times between 1921 and 1930. Letters kept at the university library mention \
a study that she gave to her doctor in payment of a bill, and the museum believes that this is the one.

It will be shown beside the still life from September.";

/// A report on one company's quarter; everything that differs is a parameter.
pub(in crate::dedup) fn earnings(
    company: &str,
    profit: &str,
    share: &str,
    revenue: &str,
    before: &str,
) -> String {
    format!(
        "{company} said on Wednesday that its net profit for the second quarter was {profit} million crowns, or {share} \
         crowns per share, compared with {before} million crowns a year earlier.

Revenue for the quarter was {revenue} million crowns. Analysts had on average expected a smaller increase. The company \
         confirmed its forecast for the full year and said that it would pay an interim dividend in October.

Shares of the company were little changed in early trading on the Port Lumen exchange."
    )
}
