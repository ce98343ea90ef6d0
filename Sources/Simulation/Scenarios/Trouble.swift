/// The kinds of trouble that a swarm is drawn from.
public enum Trouble: String, CaseIterable, Hashable, Sendable {
    case power, sleep, wakeups, losses
    case disks, copies, clocks
    case weather, links, replays, sticks
    case people
    case floods, lies, forks, defiance, misuse, intruders
    case relays, versions

    /// What it is, in a few words.
    public var summary: String {
        switch self {
        case .power: "power cuts, at any moment"
        case .sleep: "laptops that sleep"
        case .wakeups: "all sleep, and wake at once"
        case .losses: "laptops that never come back"
        case .disks: "disks that are full, or slow"
        case .copies: "backups put back, and machines cloned"
        case .clocks: "clocks years off, drifting, or standing still"
        case .weather: "a network that loses, delays, doubles, or is mute to all but lines"
        case .links: "links that work one way, and peers known by address alone"
        case .replays: "what was recorded long ago, said again"
        case .sticks: "all that one holds, carried to another on a stick"
        case .people: "people let go of, and enrolled"
        case .floods: "an insider who says thousands of things"
        case .lies: "an insider who claims to hold what they do not"
        case .forks: "an insider who shows two sides of a feed"
        case .defiance: "somebody let go of who signs on with the old keys"
        case .misuse: "somebody's keys under what no schema knows, and what nobody signed"
        case .intruders: "somebody whom nobody enrolled"
        case .versions: "laptops with a later version of the program"
        case .relays: "relays that are full, out of reach, or leave things out"
        }
    }
}
