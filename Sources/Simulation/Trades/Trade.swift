internal import Bundles
internal import Charter
internal import Keys
internal import Lattice
internal import Replica
internal import Schema

/// What people of a country do for a living.
public enum TradeSort: String, CaseIterable, Hashable, Sendable {
    case boats, relief

    /// What a country of these hubs is founded on.
    func trade(_ hubs: [HubSort]) -> any Trade {
        switch self {
        case .boats: Boats()
        case .relief: ReliefTrade(hubs)
        }
    }
}

/// What people of a country do for a living: what they write about, who may write what, and what
/// has to come of it.
protocol Trade: AnyObject {
    var schema: Schema { get }
    var policy: Policy { get }
    var hubs: [HubSort] { get }

    /// Brings somebody into the world, with the keys that are there later.
    func enrol(_ role: RoleNumber, at hubs: [HubID], in world: KeyWorld) -> Somebody
    /// Who comes if somebody brings them along, and where they are to work.
    func newcomer(by witness: Host, in world: KeyWorld) -> (role: RoleNumber, hubs: [HubID])
    /// Begins the first keys, once those are there who are to have them.
    func begin(_ world: KeyWorld)
    /// What everybody is given when they are enrolled, besides what the founders said.
    func gifts(in world: KeyWorld) -> Gifts

    /// Where somebody works.
    func place(of host: Host, in country: Country) -> Address
    /// All scopes that people read.
    func scopes(in country: Country) -> [Address]
    /// Somebody enters something, left to chance.
    func write(_ number: Int, in country: Country)
    /// Somebody enters something new, which nothing is in the way of but their rights.
    func make(_ number: Int, in country: Country)
    /// Somebody does something that a story says.
    func work(_ number: Int, _ work: Work, in country: Country)
    /// Something that somebody could enter, and how it is told apart from all else.
    func forgery(by host: Host, in country: Country) -> (entry: Entry, trait: Trait)
    /// A kind of record whose first field is a text.
    var named: KindNumber { get }

    /// Something happened at a host.
    func heard(_ effect: Effect, at host: Host)
    /// Looks at what is kept up along the way, before they all meet.
    func look(at country: Country)
    /// Looks at what has come of it, when all hold the same.
    func check(_ country: Country)
    /// What is wrong with what a story says of goods and orders; nil if it is so.
    func fault(of check: WorkCheck, at number: Int, in country: Country) -> String?
}

/// What somebody who comes has with them.
struct Gifts {
    var bundles: [[UInt8]] = []
    var envelopes: [Envelope] = []
}

/// How something is found again that somebody had no right to write.
enum Trait {
    case name(Value)
    case fact(KindNumber, FactKey)
}
