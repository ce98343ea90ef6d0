import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing

/// What a person is told: what happened, to which act, by which rule, who could do better.
@Suite("Words") struct WordsTests {
    private let realm = ScriptedRealm(seed: 900)

    @Test("Whoever is not permitted is told who is")
    func notPermitted() throws {
        let clerk = realm.officer(.clerk)
        let act = clerk.write(.hub(Hub(.main)))[0]
        let text = try #require(realm.charter.explanation(of: act))
        #expect(text.contains("\(act)") && text.contains("hub"))
        #expect(text.contains("it is clerk") && text.contains("admin may"))
        #expect(text.contains("VER-2"))
    }

    @Test("What lacks backing names those who can give it")
    func unbacked() throws {
        let admin = realm.officer(.admin)
        let grant = realm.grant(.manager, to: realm.enrol(by: admin), by: admin)
        let text = try #require(realm.charter.explanation(of: grant))
        #expect(text.contains("waits") && text.contains("admin") && text.contains("endorse it"))
        #expect(text.contains("RANK-4"))
    }

    @Test("What was written after a revocation says which, how far, and what can be done")
    func revoked() throws {
        let admin = realm.officer(.admin)
        let other = realm.officer(.admin)
        let act = admin.write(.hub(Hub(.main)))[0]
        let revocation = realm.decree(
            .revoke(Revocation(.seat(admin.seat.id), Tips([admin.entry(after: 1)]))))[0]
        let text = try #require(realm.charter.explanation(of: act))
        #expect(text.contains("does not count") && text.contains("\(revocation)"))
        #expect(text.contains("count to 0") && text.contains("ratify") && text.contains("CUT-3"))
        let fine = other.write(.hub(Hub(.main)))[0]
        #expect(realm.charter.explanation(of: fine)?.contains("is in force") == true)
        #expect(realm.charter.explanation(of: ActID(1, 2, 3, 4)) == nil)
    }

    @Test("A forked writer is named, and what it takes to go on")
    func forked() throws {
        let clerk = realm.officer(.clerk)
        clerk.write(.endorse(clerk.seat.id))
        let rival = clerk.twin(after: 1).draft([.endorse(clerk.opening.grant)])
        #expect(realm.charter.explanation(ofFork: clerk.feed) == nil)
        realm.take(
            .proof(
                made(
                    ForkProof(
                        clerk.opening, clerk.bundles[1].hashed().head, rival.hashed().head))))
        let text = try #require(realm.charter.explanation(ofFork: clerk.feed))
        #expect(text.contains("\(clerk.feed)") && text.contains("two bundles 1"))
        #expect(text.contains("no fact is lost") && text.contains("keep one branch"))
    }

    @Test("Records: who may, what a proposal waits for")
    func records() {
        let scope = made(Address.audience(of: [.group(1), .group(2)]))
        let words = [RoleNumber.auditor, .clerk, .manager].map { role -> String in
            let worker = realm.officer(role)
            let feed = realm.writer(worker.seat, under: worker.opening.grant, in: scope)
            let opened = feed.open().hashed()
            var tree = FeedTree()
            tree.insert(opened.header, opened.hash)
            return realm.charter.explanation(of: .transfer, in: feed.opening, tree, at: 0)
        }
        #expect(words[0].contains("is refused") && words[0].contains("clerk"))
        #expect(words[1].contains("is proposed") && words[1].contains("1 of logistics-manager"))
        #expect(words[2].contains("is proposed"))
    }

    @Test("Bundles of another realm, unknown writers, false signatures")
    func bundles() {
        let other = ScriptedRealm(seed: 901)
        let stranger = other.officer(.admin)
        func text(_ bytes: [UInt8]) -> String {
            var charter = realm.charter
            do throws(IntakeError) {
                _ = try charter.receive(bytes)
                return ""
            } catch { return "\(error)" }
        }
        #expect(text(stranger.open().bytes).contains("another realm, \(other.id)"))
        let admin = realm.officer(.admin)
        admin.open()
        #expect(text(stranger.draft([.endorse(stranger.seat.id)]).bytes).contains("tried again"))
        var flipped = admin.draft([.endorse(admin.seat.id)]).bytes
        flipped[flipped.count - 1] ^= 1
        #expect(text(flipped).contains("was not signed by seat \(admin.seat.id)"))
        #expect(text([0x80]).contains("bundle refused at byte 0"))
    }

    @Test("Every reason has words and a rule")
    func reasons() {
        for reason in Reason.allCases {
            #expect(reason.explanation.count > 10 && reason.rule.contains("-"))
            #expect("\(reason)".contains(reason.rawValue))
        }
        #expect(Set(Reason.allCases.map(\.explanation)).count == Reason.allCases.count)
    }
}
