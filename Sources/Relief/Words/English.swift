/// What is said to people in English.
enum English {
    static let issues: [Issue.Sort: Words] = [
        .belowZero: Words(
            "More was given away here than is known to have been here.",
            "Enter what came in and was not written down, or count the shelf."),
        .beyondApproval: Words(
            "Goods were sent that no approval allows, or more than it allows.",
            "Have an order for them approved, or correct the dispatch."),
        .promisedBeyond: Words(
            "More is promised from here than is here.",
            "Close an order, release a reservation, or bring in more."),
        .differs: Words(
            "What came is not what was sent.",
            "Ask both hubs; correct the one that is wrong, write off what was lost, or accept "
                + "it."),
        .countDoubt: Words(
            "Something happened before a count, and whoever counted did not know of it.",
            "Find out whether it was on the shelf, and count again if it matters."),
        .countsApart: Words(
            "Two counts were made apart, and come to different amounts.",
            "Count once more, together."),
        .correctionsApart: Words(
            "Several corrections of one entry stand side by side.",
            "Write one that names the others’ place, and have it approved."),
        .itemGone: Words(
            "An item that is still asked for or in stock is deleted, retired, merged or not "
                + "here.",
            "Restore the item, or order and book the one that took its place."),
        .hubClosed: Words(
            "A hub that is closed still has stock, goods on their way, or open orders.",
            "Move the goods to another hub, and close what is open."),
        .conflict: Words(
            "Several people wrote a field differently, without knowing of each other.",
            "Look at all that was written, and write what is right."),
        .deletedAndChanged: Words(
            "Somebody deleted a record while somebody else changed it.",
            "Delete it again, or change it once more to keep it."),
        .breaksRule: Words(
            "A record breaks a rule of its kind.",
            "Write the field that the rule is about."),
        .alike: Words(
            "Two records share what each must have for itself.",
            "Change one of them, or merge the two."),
        .sameCode: Words(
            "Two documents have the same code.",
            "Write on both papers which is which."),
        .equivocal: Words(
            "One device stated different things under one name.",
            "Ask who wrote it, and correct what counts if it is wrong."),
        .held: Words(
            "It was approved by one and rejected by another, who did not know of each other.",
            "Somebody who may decide looks at both decisions, and decides again."),
        .approvedOwn: Words(
            "Somebody approved what is their own.",
            "Somebody else who may decide looks at it, and decides."),
        .refused: Words(
            "A change has no effect, for it breaks a rule or its author may not write it.",
            "Enter it anew by somebody who may, or as the rule wants it."),
        .quarantined: Words(
            "Somebody who was let go of went on writing; it does not count.",
            "An equal or superior of who let go of them ratifies what is true."),
        .forked: Words(
            "One device wrote two different things in one place: it was copied, or is not "
                + "honest.",
            "Take one of the two copies away; somebody above keeps one branch. No fact is lost."),
        .approvedLate: Words(
            "Whoever approved it had heard of nobody else in office for too long.",
            "Somebody who is in touch with others looks at it, and approves it again or "
                + "rejects it."),
    ]
    static let notices: [Notice.Sort: Words] = [
        .expired: Words(
            "The day of a batch is over.",
            "Take it off the shelf, and write that it is expired."),
        .lowStock: Words(
            "Less is here than this hub wants to have.",
            "Ask for more with a needs list."),
        .expiring: Words(
            "The day of a batch is near.",
            "Give it out first, or send it to where it is needed."),
        .disk: Words(
            "The disk of this laptop is nearly full.",
            "Delete other files. What was entered stays, but nothing more may fit."),
        .clock: Words(
            "The clock of this laptop is not as those around it.",
            "Set it by a watch. Nothing that was entered is lost."),
    ]
}
