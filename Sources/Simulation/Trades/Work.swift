/// Something that somebody does for a living, as a story says it: what is not said is left to what
/// their laptop knows, or to what one would think.
public struct Work: Hashable, Sendable {
    public var deed: Deed
    /// By its code.
    public var item: String?
    /// In whole units.
    public var amount: Int?
    public var damaged: Int?
    /// At which hub it is done, or from which goods are to come; and to which they are to go.
    public var hub: Int?
    public var to: Int?
    /// Whether nothing more will come.
    public var isLast: Bool?

    public init(_ deed: Deed) { self.deed = deed }

    /// The hubs that it speaks of.
    var hubs: [Int] { [hub, to].compactMap { $0 } }
}

/// What people of a relief operation do.
public enum Deed: String, CaseIterable, Hashable, Sendable {
    // At a hub.
    case intake, distribute, lose, count, ask, dispatch, receive
    // Wherever somebody plans.
    case order, reorder, approve, reject, close
    // Anywhere.
    case correct, resolve
    // In office: to say that one is there.
    case pulse
    // Of the catalogue.
    case catalogue, rename, strike
}

/// What has to be so of goods, orders and issues, as somebody's laptop has it.
public enum WorkCheck: Hashable, Sendable {
    /// So much of an item, in whole units, is on hand at a hub.
    case stock(hub: Int, item: String, units: Int)
    /// What the latest order, or the latest demand, has come to.
    case order(state: String)
    case demand(state: String)
    /// There are so many open issues of a sort; nil: one at least.
    case issue(sort: String, count: Int?)
}
