public import Lattice
internal import Seal

/// What a `HoldingsRoot` is of.
public enum Holdings {}
/// All that a device holds, as one number: two who hold the same have the same
/// (spec/11-sync.md#hold-4).
public typealias HoldingsRoot = Identifier<Holdings>

/// Keeps up the root of what is held as it changes: what did not change is not looked at again.
struct Inventory {
    private var feeds: [FeedID: HoldingsRoot] = [:]
    private var feedSum = HoldingsRoot.zero
    /// Of what is no feed, by tier; nil if something of it is new.
    private var others: [Tier: HoldingsRoot] = [:]
    /// What each of those came to: few of them are others when something is new.
    private var known: [Key: (state: [UInt8], root: HoldingsRoot)] = [:]

    init(_ library: inout some Library & ~Copyable) {
        for tier in Tier.allCases {
            for holding in library.holdings(of: tier) where holding.sort == .feed {
                put(holding)
            }
        }
    }

    private mutating func put(_ holding: Holding) {
        let root = HoldingSalt.zero.root(of: holding)
        if let old = feeds.updateValue(root, forKey: holding.feed) { feedSum.subtract(old) }
        feedSum.add(root)
    }

    /// A feed has grown, or forked.
    mutating func changed(_ feed: FeedID, _ library: inout some Library & ~Copyable) {
        let name = HoldingName(high: feed.high, low: feed.low)
        if let holding = library.holding(.feed, name) { put(holding) }
    }

    /// Something that is no feed is new, or gone.
    mutating func changed(_ tier: Tier) { others[tier] = nil }

    mutating func root(_ library: inout some Library & ~Copyable) -> HoldingsRoot {
        var sum = feedSum
        for tier in [Tier.authority, .keys] {
            let part = others[tier] ?? part(library.otherHoldings(of: tier))
            others[tier] = part
            sum.add(part)
        }
        return sum
    }

    private struct Key: Hashable {
        let sort: Sort
        let name: HoldingName
    }

    private mutating func part(_ holdings: [Holding]) -> HoldingsRoot {
        if known.count > 2 * holdings.count + 1_000 { known = [:] }
        var sum = HoldingsRoot.zero
        for holding in holdings {
            let key = Key(sort: holding.sort, name: holding.name)
            if let last = known[key], last.state == holding.state {
                sum.add(last.root)
                continue
            }
            let root = HoldingSalt.zero.root(of: holding)
            known[key] = (holding.state, root)
            sum.add(root)
        }
        return sum
    }
}

extension HoldingsRoot {
    /// As numbers of 16 bytes.
    fileprivate mutating func add(_ other: Self) {
        let (low, carries) = low.addingReportingOverflow(other.low)
        self = Self(high: high &+ other.high &+ (carries ? 1 : 0), low: low)
    }

    fileprivate mutating func subtract(_ other: Self) {
        let (low, borrows) = low.subtractingReportingOverflow(other.low)
        self = Self(high: high &- other.high &- (borrows ? 1 : 0), low: low)
    }
}
