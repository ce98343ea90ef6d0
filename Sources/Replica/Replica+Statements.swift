public import Bundles
internal import Charter
internal import Keys
public import Lattice
public import Seal
internal import Wire

/// Who has what, as each device said it last (spec/11-sync.md#have-2).
extension Replica {
    /// Of the devices that are welcome, ascending.
    public var statements: [Statement] {
        stated.entries.map(\.value).filter { readership.roster.standing(of: $0.device) == .welcome }
    }

    public func statement(of device: DeviceKey) -> Statement? { stated[device] }

    /// The other devices that say that they have a bundle.
    public func holders(of feed: FeedID, _ number: BundleNumber) -> [DeviceKey] {
        statements.filter { $0.device != carrier && $0.names(feed, number) }.map(\.device)
    }

    /// The hubs of devices that say so, besides those that this device works at.
    public func hubs(holding number: BundleNumber, of feed: FeedID) -> Set<HubID> {
        let roster = readership.roster
        let all = Set(holders(of: feed, number).flatMap { roster.hubs(of: $0) })
        return all.subtracting(carrier.map { roster.hubs(of: $0) } ?? [])
    }

    /// Says what is held here now, if a seat of this device is unlocked and counts.
    mutating func state(at now: WallTime, into effects: inout [Effect]) {
        guard let device = carrier, holdingBack == nil,
            let owner = desks.entries.map(\.value.hand.owner).first(where: {
                readership.roster.keys(of: $0.seat)?.device == device
            }), readership.roster.standing(of: device) == .welcome
        else { return }
        let feeds = order.compactMap { feed in
            storedEnds(of: feed)?.trunk.map { Statement.Reach(feed, to: $0) }
        }
        // Above what was said before, however the clock was set since.
        let last = stated[device].map { HybridTime(word: min($0.time.word, .max - 1) + 1) }
        let time = max(clock.tick(now), last ?? HybridTime(word: 0))
        let realm = realm
        let statement = owner.withSigningKey { key in
            Statement(of: device, at: time, feeds, by: owner.seat, in: realm, signedBy: key)
        }
        keep(statement, into: &effects)
    }

    mutating func take(_ statements: [Statement], into effects: inout [Effect]) {
        for statement in statements where isNews(statement) { keep(statement, into: &effects) }
    }

    private func isNews(_ statement: Statement) -> Bool {
        let device = statement.device
        if let known = stated[device] {
            guard known.time < statement.time else { return false }
        } else if stated.count >= Statement.mostDevices {
            return false
        }
        guard let keys = readership.roster.keys(of: statement.seat), keys.device == device,
            readership.roster.standing(of: device) == .welcome
        else { return false }
        return keys.signing.verifies(
            statement.signature, .signStatement, for: realm, statement.hash)
    }

    private mutating func keep(_ statement: Statement, into effects: inout [Effect]) {
        stated[statement.device] = statement
        storage.keep(statement: statement.encoding, of: statement.device)
        effects.append(.stated(statement.device))
    }

    mutating func recallStatements() {
        for bytes in storage.statements() {
            guard let statement = try? Statement(encoding: bytes) else {
                damage += 1
                continue
            }
            stated[statement.device] = statement
        }
    }
}
