internal import Bundles
public import Keys
internal import Lattice
public import Seal

/// Somebody's secrets, for as long as they are unlocked.
public protocol Unlocked: Deliverer {
    /// Calls with the key that others box to.
    func withBoxKey<Result>(_ body: (borrowing AgreementKey<Boxing>) -> Result) -> Result
}

/// What an unlocked seat has before it: its keys, and the scopes that it reads.
struct Desk<Shelf: Lattice.Shelf> {
    let owner: any Unlocked
    let book: KeyBook
    var scopes: [Address: OpenScope<Shelf>] = [:]

    init(_ owner: any Unlocked) {
        self.owner = owner
        book = KeyBook(of: owner.seat)
    }

    var seat: ActID { owner.seat }
}

/// A scope as far as its seat has read it.
struct OpenScope<Shelf: Lattice.Shelf> {
    let address: Address
    var scope: Scope<Shelf, Blake2b>
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
        case rejoining(Rejoining, after: LogPlace)
    }

    /// The bundles of some feeds are looked through.
    struct Gathering {
        let view: View
        var feeds: [FeedID]
        var next = BundleNumber.first
        var anchors: Set<Anchor> = []
    }

    var isSound: Bool { if case .none = work { true } else { false } }
}
