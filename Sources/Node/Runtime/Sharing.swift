internal import Bundles
internal import Lattice
internal import Seal

/// Who else has what was written here, as far as they have said so since the start: each has stored
/// it for good (spec/11-sync.md#talk-6).
struct Sharing: Sendable {
    /// Nil is a relay.
    private var known: [FeedID: [DeviceKey?: BundleNumber]] = [:]

    mutating func note(_ feed: FeedID, _ number: BundleNumber, by device: DeviceKey?) {
        let last = known[feed]?[device] ?? .first
        known[feed, default: [:]][device] = max(last, number)
    }

    /// Up to where a device has it; nil of a relay.
    func shared(_ feed: FeedID, by device: DeviceKey?) -> BundleNumber? { known[feed]?[device] }

    /// Up to where at least one other has it.
    func shared(_ feed: FeedID) -> BundleNumber? { known[feed]?.values.max() }
}
