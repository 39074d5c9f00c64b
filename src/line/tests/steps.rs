//! Workers and writer step by step, in an order that the test decides.

use super::*;
use crate::line::{Parts, Step, Written, assemble};

#[test]
fn what_is_judged_waits_for_nobody_who_goes_on_judging() {
    let (dedup, paper, outcomes) = (memory(), Paper::default(), Outcomes::default());
    let committer =
        Committer::new(Box::new(paper.clone()), Arc::clone(&dedup), Refusals::Tell(Box::new(|_| {})));
    let Parts { entrance, line, mut workers, mut writer, .. } =
        assemble(&settings(3), Budget::new(1 << 20, 64), &dedup, committer);
    for name in ["first", "second", "third"] {
        entrance
            .deliver(arrival(&outcomes, "files", name, story(name)), line.budget.nothing(), &|| false)
            .unwrap();
    }
    // Each reads one; the first has its turn, the others came early.
    workers.iter_mut().for_each(|worker| assert!(matches!(worker.step(), Step::Did)));
    // It judges the first, finds the second, and has not gone on with that yet.
    assert!(matches!(workers[0].step(), Step::Did));
    assert!(matches!(workers[1].step(), Step::Did), "the first is there for whoever comes");
    assert!(matches!(writer.step(Duration::ZERO), Written::Did));
    assert_eq!(paper.lines(), 1);
    assert_eq!(held(&outcomes).len(), 1);
}

#[test]
fn a_group_takes_no_more_than_it_may_however_much_is_done() {
    let (dedup, paper, outcomes) = (memory(), Paper::default(), Outcomes::default());
    let committer =
        Committer::new(Box::new(paper.clone()), Arc::clone(&dedup), Refusals::Tell(Box::new(|_| {})));
    let settings = Settings { commit_count: 3, ..settings(1) };
    let Parts { entrance, line, mut workers, mut writer, .. } =
        assemble(&settings, Budget::new(1 << 20, 64), &dedup, committer);
    for number in 0..9 {
        let arrival = arrival(&outcomes, "files", &number.to_string(), story(&number.to_string()));
        entrance.deliver(arrival, line.budget.nothing(), &|| false).unwrap();
    }
    while matches!(workers[0].step(), Step::Did) {}
    assert!(matches!(writer.step(Duration::ZERO), Written::Did));
    // Four of them are read in one go, under one number.
    assert_eq!(paper.lines(), 4);
    assert!(matches!(writer.step(Duration::ZERO), Written::Did));
    assert_eq!(paper.lines(), 8);
}
