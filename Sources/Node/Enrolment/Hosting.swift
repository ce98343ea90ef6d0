public import Bundles
public import Charter
internal import Gossip
public import Identity
internal import KeyFiles
public import Lattice
internal import Network
internal import Replica
internal import Seal
internal import Store

/// What somebody who invites is told (spec/07-confidentiality.md#enrol-1).
public enum InviteEvent: Sendable {
    /// Somebody has shown the invite: whoever invites compares these words with them, and answers.
    case compare(ComparedWords, InviteAnswer)
    /// They have a seat now, and what was to be granted with it.
    case admitted(ActID)
    /// It came to nothing; whoever has the invite may try again.
    case failed(String)
}

/// Whether the words are the same on both screens; said once.
public struct InviteAnswer: Sendable {
    let say: @Sendable (Bool) -> Void

    public func callAsFunction(_ isSame: Bool) { say(isSame) }
}

/// What goes with a seat that is admitted.
public struct InvitePlan: Hashable, Sendable {
    public struct Office: Hashable, Sendable {
        public let role: RoleNumber
        public let level: Level
        public let hubs: [HubID]?
        public let until: HybridTime?

        public init(
            _ role: RoleNumber, _ level: Level, hubs: [HubID]? = nil, until: HybridTime? = nil
        ) {
            (self.role, self.level, self.hubs, self.until) = (role, level, hubs, until)
        }
    }

    /// The person whose next seat it is, by their first; nil for somebody new.
    public var first: ActID?
    public var offices: [Office]
    /// How long the invite is good for.
    public var milliseconds: UInt64

    public init(
        first: ActID? = nil, offices: [Office], milliseconds: UInt64 = 24 * 3_600 * 1_000
    ) {
        (self.first, self.offices, self.milliseconds) = (first, offices, milliseconds)
    }
}

/// An enrolment on the side of whoever invited, on one line.
final class Hosting {
    let admitting: Admitting
    let owner: SeatOwner

    init(_ admitting: Admitting, _ owner: SeatOwner) {
        (self.admitting, self.owner) = (admitting, owner)
    }

    var name: InviteName { admitting.name }
}

/// An invite that somebody waits for.
struct OpenInvite {
    let plan: InvitePlan
    /// Who makes the seat and its grants, if not whoever invited.
    let root: RootKey?
    let tell: (InviteEvent) -> Void
}

extension Engine {
    private var wallTime: HybridTime { HybridTime(Network.now().wall) }

    // MARK: Inviting

    /// Issues an invite for somebody who is unlocked here. It is in the keyring before it is told.
    func invite(
        _ plan: InvitePlan, by seat: ActID, as root: RootKey?, in residence: Residence,
        _ tell: @escaping (InviteEvent) -> Void
    ) -> Result<InviteSeed, NodeError> {
        guard let owner = residence.owners[seat] as? SeatOwner else { return .failure(.locked) }
        let latest = residence.withReplica { $0.charter.latestTime } ?? HybridTime(word: 0)
        let issued: Result<InviteSeed?, InviteError>
        do throws(InviteError) {
            issued = .success(
                try owner.unlocked.issueInvite(
                    for: plan.first, at: wallTime, lasting: plan.milliseconds, latest: latest,
                    &entropy))
        } catch { issued = .failure(error) }
        switch issued {
        case .failure(let error): return .failure(.invite(error))
        case .success(nil): return .failure(.locked)
        case .success(let seed?):
            if let wrong = residence.keep(owner) { return .failure(wrong) }
            invites[seed.name] = OpenInvite(plan: plan, root: root, tell: tell)
            return .success(seed)
        }
    }

    func withdraw(_ name: InviteName, by seat: ActID, in residence: Residence) {
        invites[name] = nil
        guard let owner = residence.owners[seat] as? SeatOwner else { return }
        _ = owner.unlocked.update(&entropy) { $0.withdraw(name) }
        _ = residence.keep(owner)
    }

    // MARK: Whoever comes

    func enrol(_ message: [UInt8], _ line: Line, at now: Now) {
        guard let hosting = line.hosting else { return begin(message, line) }
        let step: Admitting.Step
        do throws(EnrolmentError) {
            step = try hosting.admitting.take(message, at: HybridTime(now.wall), &entropy)
        } catch { return end(line, "\(error)") }
        guard keep(hosting) else { return end(line, "the keyring cannot be written") }
        switch step {
        case .send(let answer): say(answer, on: line)
        case .refuse(let answer, let error):
            say(answer, on: line)
            end(line, "\(error)")
        case .compare(let words): compare(words, line, hosting)
        case .admittedBefore(let act): admit(act, line, hosting)
        }
    }

    /// Whoever does not have the seed of an invite of somebody who is unlocked here hears nothing.
    private func begin(_ message: [UInt8], _ line: Line) {
        for residence in all {
            for seat in residence.owners.keys.sorted() {
                guard let owner = residence.owners[seat] as? SeatOwner else { continue }
                do throws(EnrolmentError) {
                    let admitting = try Admitting(to: message, for: owner.unlocked, &entropy)
                    line.hosting = Hosting(admitting, owner)
                    return say(admitting.offer, on: line)
                } catch { continue }
            }
        }
        hangUp(line)
    }

    private func keep(_ hosting: Hosting) -> Bool {
        guard let residence = residences[hosting.owner.unlocked.plate.realm] else { return false }
        return residence.keep(hosting.owner) == nil
    }

    private func say(_ message: [UInt8], on line: Line) {
        network.say(Frame.of(message), line.stream)
    }

    private func end(_ line: Line, _ why: String) {
        if let name = line.hosting?.name { invites[name]?.tell(.failed(why)) }
        hangUp(line)
    }

    /// People compare, for as long as they take.
    private func compare(_ words: ComparedWords, _ line: Line, _ hosting: Hosting) {
        guard let invite = invites[hosting.name] else { return end(line, "nobody waits for it") }
        let stream = line.stream
        let answer = InviteAnswer { [inbox] isSame in
            try? inbox.put { engine in
                guard let line = engine.lines[stream], let hosting = line.hosting else { return }
                engine.answer(isSame, line, hosting)
            }
        }
        invite.tell(.compare(words, answer))
    }

    private func answer(_ isSame: Bool, _ line: Line, _ hosting: Hosting) {
        let claimed: Admitting.Claimed
        do throws(EnrolmentError) {
            claimed = try hosting.admitting.confirm(isSame, &entropy)
        } catch {
            _ = keep(hosting)
            if let refusal = try? hosting.admitting.refusal() { say(refusal, on: line) }
            return end(line, "\(error)")
        }
        guard let invite = invites[hosting.name],
            let residence = residences[hosting.owner.unlocked.plate.realm]
        else { return end(line, "nobody waits for it") }
        enact([.seat(claimed.seat)], for: invite, hosting, residence) { [weak self] result in
            guard let self else { return }
            switch result {
            case .failure(let error): end(line, "\(error)")
            case .success(let acts):
                guard let act = acts.first else { return }
                grant(invite, to: act, claimed.first, line, hosting, residence)
            }
        }
    }

    /// Whoever invites does it, or the root that they have in hand: it alone.
    private func enact(
        _ acts: [Act], for invite: OpenInvite, _ hosting: Hosting, _ residence: Residence,
        _ done: @escaping (Result<[ActID], NodeError>) -> Void
    ) {
        guard let root = invite.root else {
            let seat = hosting.owner.seat
            return residence.act(acts, by: seat, at: Network.now()) { done($0.map(\.acts)) }
        }
        residence.decree(acts, by: root, at: Network.now()) { result in
            done(
                result.flatMap { decreed in
                    decreed.lacking == 0
                        ? .success(decreed.acts) : .failure(.lacksRoots(decreed.lacking))
                })
        }
    }

    private func grant(
        _ invite: OpenInvite, to act: ActID, _ first: ActID?, _ line: Line, _ hosting: Hosting,
        _ residence: Residence
    ) {
        // A person has what they were granted on all their seats.
        let person: PersonID = (first ?? act).short()
        let acts = invite.plan.offices.map { office in
            Act.grant(
                Grant(
                    .person(person), office.role, office.level, hubs: office.hubs?.sorted(),
                    until: office.until))
        }
        guard !acts.isEmpty else { return admit(act, line, hosting) }
        enact(acts, for: invite, hosting, residence) { [weak self] result in
            if case .failure(let error) = result {
                self?.invites[hosting.name]?.tell(.failed("they have a seat and no role: \(error)"))
            }
            self?.admit(act, line, hosting)
        }
    }

    private func admit(_ act: ActID, _ line: Line, _ hosting: Hosting) {
        guard let hello = device.helloKey(of: hosting.owner.unlocked.plate.realm) else { return }
        do throws(EnrolmentError) {
            let message = try hosting.admitting.admit(as: act, hello, &entropy)
            guard keep(hosting) else { return end(line, "the keyring cannot be written") }
            say(message, on: line)
            invites[hosting.name]?.tell(.admitted(act))
        } catch { end(line, "\(error)") }
    }
}
