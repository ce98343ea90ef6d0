internal import Bundles
public import Keys
internal import Lattice
internal import Schema
public import Seal

/// Somebody's secrets, for as long as they are unlocked.
public protocol Unlocked: Deliverer {
    /// Calls with the key that others box to.
    func withBoxKey<Result>(_ body: (borrowing AgreementKey<Boxing>) -> Result) -> Result
}

/// Whoever acts for an unlocked seat, with all the keys that it holds.
struct Hand {
    let owner: any Unlocked
    let book: KeyBook

    init(_ owner: any Unlocked) {
        self.owner = owner
        book = KeyBook(of: owner.seat)
    }

    var seat: ActID { owner.seat }
}

/// What an unlocked seat has before it. It is changed where it stands: what it reads is much.
struct Desk {
    let hand: Hand
    var scopes: [Address: OpenScope] = [:]

    init(_ owner: any Unlocked) { hand = Hand(owner) }

    var book: KeyBook { hand.book }
}

/// A scope as far as its seat has read it.
struct OpenScope {
    let address: Address
    var scope: Scope<CachedShelf, Blake2b>
    var reading: Bookmark
    var work = Work.none
    /// Whether everything that is stored was found since it was opened.
    var isChecked = false

    /// What is made anew, bit by bit.
    enum Work {
        case none
        /// Looking for what the bundles say that no longer count, or count now.
        case gathering(Gathering)
        /// Joining again what hangs on them.
        case remaking(Remaking)
    }

    /// The bundles of some feeds are looked through.
    struct Gathering {
        let view: View
        var feeds: [FeedID]
        var next = BundleNumber.first
        var anchors: Set<Anchor> = []
    }

    /// What hangs on anchors is joined again: it is looked for, cleared, and made.
    struct Remaking {
        var rejoining: Rejoining
        /// Anchors of which it is not known yet which bundles touched them.
        var unfound: [Anchor]
        var places: Set<UInt64> = []
        /// The places in order, where there are few enough to go to each.
        var way: [UInt64]?
        /// How many of the way are done; without one, up to where the log is.
        var done = 0
        var place = LogPlace.start
        /// Whether all is joined, and only has to be settled.
        var isJoined = false

        init(_ anchors: Set<Anchor>) {
            rejoining = Rejoining(anchors)
            unfound = Array(anchors)
        }
    }

    var isSound: Bool { if case .none = work { true } else { false } }

    /// Notes what was taken in: under which feed, and what it touches.
    mutating func took(
        _ opened: Opened, _ entry: LogEntry, as feed: FeedID, _ schemas: Schemas
    ) {
        if feed != opened.bundle.feed { reading.names[entry.hash] = feed }
        note(opened.clear.changes, at: entry.place, citing: opened.schema, schemas)
    }

    /// Notes where changes stand: with what they change, and with the facts that they name, so that
    /// what was decided about a fact is found from there.
    mutating func note(
        _ changes: [Change], at place: LogPlace, citing version: UInt16, _ schemas: Schemas
    ) {
        for change in changes { scope.shelf.note(place.number, change) }
        for (_, fact) in schemas.references(in: changes, citing: version) {
            scope.shelf.note(place.number, fact: fact.key, of: FieldNumber(fact.kind.value))
        }
    }
}

/// A bundle that was opened and judged.
struct Opened {
    /// As it was written.
    let clear: OpenBundle
    /// What of it is to be joined: what is refused is nothing, and keeps its place.
    let bundle: OpenBundle
    let faults: [(index: Int, fault: Misjudgement)]
    let isProvisional: Bool
    /// The version that it cites.
    let schema: UInt16

    init(_ clear: OpenBundle, _ judgement: Judge.Judgement, citing schema: UInt16) {
        self.clear = clear
        self.schema = schema
        faults = judgement.faults
        isProvisional = judgement.isProvisional
        guard !judgement.faults.isEmpty else {
            bundle = clear
            return
        }
        let judged = OpenBundle(
            feed: clear.feed, number: clear.number, previous: clear.previous, hash: clear.hash,
            time: clear.time, changes: judgement.changes)
        guard let judged else { preconditionFailure("it is a possible bundle") }
        bundle = judged
    }
}
