internal import Bundles
internal import Charter
internal import Gossip
internal import Keys
internal import Lattice
internal import Replica
internal import Wire

/// All that a device may give away, on something that is carried in a pocket.
struct Stick: Sendable {
    var roots: [RootRecord] = []
    var proofs: [ForkProof] = []
    var schemas: [[UInt8]] = []
    var envelopes: [Envelope] = []
    var bundles: [[UInt8]] = []
}

extension Country {
    /// Somebody fills a stick here, and somebody puts it in there, later.
    func carry(from one: Int, to other: Int, after milliseconds: UInt64) {
        guard hosts[one].isOn, one != other else { return }
        let disk = hosts[one].copy
        var stick = Stick()
        stick.roots = disk.all(.roots).compactMap { try? RootRecord(encoding: $0) }
        stick.proofs = disk.all(.proofs).compactMap { try? ForkProof(encoding: $0) }
        stick.schemas = disk.all(.schemas)
        stick.envelopes = disk.all(.envelopes).compactMap { try? Envelope(encoding: $0) }
        // What it wrote itself is held back until others have said how much of it they have.
        let device = hosts[one].device
        stick.bundles =
            hosts[one].withReplica { replica in
                guard replica.holdingBack != nil, let device else { return disk.bundles }
                return disk.bundles.filter { bytes in
                    guard let header = try? Bundle(parsing: bytes).header else { return false }
                    return !replica.isOf(device, header.feed)
                }
            } ?? []
        events.push(.stick(stick, to: other), at: time + milliseconds)
    }

    /// Puts a stick in; if nobody is at the machine, a while later.
    func insert(_ stick: Stick, _ number: Int) {
        let host = hosts[number]
        guard !host.isGone else { return }
        guard host.isOn, host.isAwake else {
            return events.push(.stick(stick, to: number), at: time + 10_000)
        }
        ledger.marks.insert(.carried)
        tell(.replica(.roots(stick.roots)), number)
        tell(.replica(.bundles(stick.bundles)), number)
        tell(.replica(.proofs(stick.proofs)), number)
        tell(.replica(.schemas(stick.schemas)), number)
        tell(.replica(.envelopes(stick.envelopes)), number)
    }
}
