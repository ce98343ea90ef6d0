import Bundles
import Charter
import Lattice
import Seal
import TestSupport

/// What follows from a charter does not depend on the order in which its records arrive, nor on
/// how often it was settled, whatever they say.
enum Authority: FuzzTarget {
    static let name = "charter"

    static func check(_ input: [UInt8]) throws(Broken) {
        var pieces = input.pieces.prefix(12)
        var order = Entropy(pieces.popFirst() ?? [])
        let cast = FuzzedCast()
        for piece in pieces { cast.play(piece) }
        let realm = cast.realm
        let grown = Summary(
            of: realm.charter, Archive(of: realm.arrivals, under: realm.charter))
        var arrivals = realm.arrivals
        for last in stride(from: arrivals.count - 1, to: 0, by: -1) {
            arrivals.swapAt(last, order.below(last + 1))
        }
        let found = Charter(realm: realm.id, of: arrivals, settlingEach: order.chance())
        let summary = Summary(of: found, Archive(of: arrivals, under: found))
        let differences = summary.differences(from: grown)
        try demand(differences.isEmpty, "the order matters: \(differences)")
    }
}

/// Some people, and what they do: each piece of an input is a byte that says who writes, and acts.
final class FuzzedCast {
    let realm = ScriptedRealm(seed: 3)
    private var writers: [Scribe]
    private var acts: [ActID]
    private let persons: [PersonID]

    init() {
        let ada = realm.officer(.admin)
        let ben = realm.officer(.admin)
        let mia = realm.officer(.manager)
        let cem = realm.officer(.clerk, by: ada)
        writers = [ada, ben, mia, cem]
        for writer in writers { writer.open() }
        acts = Array(realm.charter.knownActs)
        persons = writers.map(\.person)
    }

    /// The byte: two bits for the writer, or the root; one to fork, one to cite another policy.
    func play(_ piece: [UInt8]) {
        guard let first = piece.first,
            let said = try? Act.acts(reading: Value(Array(piece.dropFirst())))
        else { return }
        let acts = said.map(resolved)
        if first & 0x0F == 4 {
            let record = realm.rootRecord(acts, after: first & 0x10 == 0 ? nil : realm.founding)
            realm.take(.root(record))
            note(acts.indices.map { Act.id(in: record.hash, at: $0) })
            return
        }
        var writer = writers[Int(first & 0x03)]
        if first & 0x10 != 0, writer.bundles.count > 1 {
            writer = writer.twin(after: 1)
            writers.append(writer)
        }
        writer.policy = max(writer.policy, first & 0x20 == 0 ? 1 : 2)
        let bundle = writer.draft(acts)
        realm.take(.bundle(bundle.bytes))
        note(writer.ids(of: bundle, acts.count))
    }

    private func note(_ ids: [ActID]) { acts += ids }

    /// Ids within a fuzzer's reach, zero but for the first word, stand for what there is.
    private func resolved(_ act: Act) -> Act {
        switch act {
        case .grant(let grant):
            .grant(
                Grant(
                    resolved(grant.subject), grant.role, grant.level, hubs: grant.hubs,
                    until: grant.until, despite: grant.despite.map(resolved)))
        case .revoke(let revocation):
            .revoke(Revocation(resolved(revocation.target), resolved(revocation.tips)))
        case .ratify(let content):
            .ratify(Ratification(of: resolved(content.revocation), resolved(content.tips)))
        case .keep(let keep): .keep(resolved(keep))
        case .endorse(let act): .endorse(resolved(act))
        case .policy(let change):
            .policy(
                PolicyChange(
                    2, .relief,
                    narrowing: change.narrowing.map { Narrowing($0.roles, resolved($0.tips)) }))
        case .stay(let stay): .stay(Stay(stay.number, realm.founding.hash))
        default: act
        }
    }

    private func resolved(_ id: ActID) -> ActID {
        guard (id.words.1, id.words.2, id.words.3) == (0, 0, 0) else { return id }
        return acts[Int(id.words.0 % UInt64(acts.count))]
    }

    private func resolved(_ person: PersonID) -> PersonID {
        person.low == 0 ? persons[Int(person.high % UInt64(persons.count))] : person
    }

    private func resolved(_ subject: Grant.Subject) -> Grant.Subject {
        switch subject {
        case .seat(let seat): .seat(resolved(seat))
        case .person(let person): .person(resolved(person))
        }
    }

    private func resolved(_ target: Revocation.Target) -> Revocation.Target {
        switch target {
        case .seat(let seat): .seat(resolved(seat))
        case .person(let person): .person(resolved(person))
        case .grant(let grant): .grant(resolved(grant))
        case .device, .agency: target
        }
    }

    private func resolved(_ tips: Tips) -> Tips {
        Tips(
            tips.entries.map { entry in
                guard entry.feed.low == 0 else { return entry }
                let writer = writers[Int(entry.feed.high % UInt64(writers.count))]
                let count = Int(entry.tip.number.value % UInt64(writer.bundles.count))
                return writer.entry(after: count + 1)
            })
    }

    private func resolved(_ keep: Keep) -> Keep {
        guard keep.feed.low == 0 else { return keep }
        let writer = writers[Int(keep.feed.high % UInt64(writers.count))]
        let bundle = writer.bundles[Int(keep.number.value % UInt64(writer.bundles.count))]
        return Keep(
            writer.feed, bundle.header.number, bundle.hashed().hash,
            instead: keep.instead.map(resolved))
    }
}
