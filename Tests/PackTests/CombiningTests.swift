import Bundles
import Charter
import Lattice
import Packs
import Schema
import Testing

@Suite("Packs put together") struct CombiningTests {
    private func one(
        _ name: String, _ kind: String, _ number: Int, _ members: String = #""type": "text""#,
        form: String = "document", policy: String = ""
    ) throws -> Pack {
        let row = policy.isEmpty ? "" : #", "policy": {"\#(kind)": \#(policy)}"#
        return try pack(
            """
            {"pack": "\(name)", "version": 3, "kinds": {"\(kind)": {"number": \(number),
            "form": "\(form)", "fields": {"f": {"number": 0, \(members)}}}}\(row)}
            """)
    }

    private func said(_ packs: [Pack]) -> [String] {
        do throws(PackFaults) {
            _ = try Schema(combining: packs)
            return []
        } catch { return error.faults.map(\.description) }
    }

    @Test("SCHEMA-1: a schema says of which packs it is made, and has the kinds of all")
    func together() throws {
        let (a, b) = (try one("a", "boat", 64), try one("b", "trip", 65))
        let schema = try Schema(combining: [a, b])
        #expect(schema.packs == ["a": 3, "b": 3])
        #expect(schema.kinds.keys.sorted() == [KindNumber(64), KindNumber(65)])
        #expect(try Schema(combining: [b, a]) == schema)
    }

    @Test("Clashes name both packs")
    func clashes() throws {
        let (a, b) = (try one("a", "boat", 64), try one("b", "boat", 65))
        #expect(
            said([a, b]) == [
                "kinds.boat: pack “b” has a kind of this name, and so has pack “a”; one of them "
                    + "needs another name"
            ])
        #expect(
            said([a, try one("b", "trip", 64)]) == [
                "kinds.trip.number: pack “b” has 64 for it, which is a kind of pack “a”; one of "
                    + "them needs another number"
            ])
        #expect(
            said([a, try one("a", "trip", 65)]) == [
                "pack “a”: is there twice; take one version of it"
            ])
        #expect(said([]) == ["the pack: is missing: a schema is put together from at least one"])
    }

    @Test("What a pack names of another has to be there, and be a document")
    func references() throws {
        let trips = try one(
            "b", "trip", 65, #""type": "list", "of": {"type": "record", "kinds": [64]}"#)
        #expect(said([trips, try one("a", "boat", 64)]).isEmpty)
        #expect(
            said([trips]) == [
                "kinds.trip.fields.f.of.kinds: pack “b” names kind 64 here, which no pack has"
            ])
        #expect(
            said([trips, try one("a", "boat", 64, form: "fact")]) == [
                "kinds.trip.fields.f.of.kinds: pack “b” names kind 64 here, which is of facts"
            ])
    }

    @Test("A fact that a pack names of another has to be a fact")
    func namedFacts() throws {
        let votes = try one(
            "b", "vote", 65, #""type": "list", "of": {"type": "fact", "kinds": [64]}"#,
            form: "fact")
        #expect(said([votes, try one("a", "plan", 64, form: "fact")]).isEmpty)
        #expect(
            said([votes]) == [
                "kinds.vote.fields.f.of.kinds: pack “b” names kind 64 here, which no pack has"
            ])
        #expect(
            said([votes, try one("a", "plan", 64)]) == [
                "kinds.vote.fields.f.of.kinds: pack “b” names kind 64 here, which is of documents"
            ])
        let reports = try one("c", "report", 66, #""type": "fact", "kinds": [64, 66]"#)
        #expect(
            said([reports, try one("a", "plan", 64)]) == [
                "kinds.report.fields.f.kinds: pack “c” names kind 64 here, which is of documents",
                "kinds.report.fields.f.kinds: pack “c” names kind 66 here, which is of documents",
            ])
    }

    @Test("All packs together have at most 256 kinds, of 262,144 bytes")
    func sizes() throws {
        func many(_ name: String, _ kinds: Range<Int>, _ label: String) throws -> Pack {
            let kinds = kinds.map {
                #"""
                "k\#($0)": {"number": \#($0), "form": "document",
                "fields": {"f": {"number": 0, "type": "date"\#(label)}}}
                """#
            }
            return try pack(
                #"{"pack": "\#(name)", "version": 1, "kinds": {\#(kinds.joined(separator: ","))}}"#)
        }
        let (a, b) = (try many("a", 64..<192, ""), try many("b", 192..<321, ""))
        #expect(said([a, try many("b", 192..<320, "")]).isEmpty)
        #expect(said([a, b]) == ["kinds: are 257 of all packs; a schema has at most 256"])
        let texts = (0..<5).map { #""a\#($0 + 10)": "\#(String(repeating: "x", count: 256))""# }
        let label = #", "labels": {\#(texts.joined(separator: ","))}"#
        let (c, d) = (try many("c", 64..<184, label), try many("d", 184..<304, label))
        #expect(said([c]).isEmpty && said([d]).isEmpty)
        #expect(said([c, d]).first?.hasPrefix("the pack: comes to a schema of ") == true)
    }

    @Test("POL-1: rows of packs name roles of the policy, and kinds that it does not have")
    func policy() throws {
        func said(_ packs: Pack..., to policy: Policy = .relief) -> [String] {
            do throws(PackFaults) {
                _ = try policy.adding(packs)
                return []
            } catch { return error.faults.map(\.description) }
        }
        let row = #"{"where": ["hub"], "who": {"clerk": "own"}}"#
        #expect(said(try one("a", "boat", 500, policy: row)).isEmpty)
        #expect(
            said(try one("a", "boat", 64, policy: row)) == [
                "policy.boat: kind 64 is “movement” in the policy already"
            ])
        #expect(said(try one("a", "movement", 64)).isEmpty)
        #expect(
            said(try one("a", "boat", 500)) == [
                "policy.boat: is missing, and the policy has no row for it: nobody could write it"
            ])
        #expect(
            said(try one("a", "boat", 500, policy: row), try one("b", "trip", 500, policy: row))
                == [
                    "policy.trip: kind 500 is of pack “a” and “b” both"
                ])
        let strange = #"""
            {"where": ["hub"], "who": {"clark": "proposes-own"},
             "gate": {"roles": ["captain"], "countersign": "admin"}}
            """#
        #expect(
            said(try one("a", "boat", 500, policy: strange)) == [
                "policy.boat.who.clark: the policy has no role “clark”; did you mean “clerk”?",
                "policy.boat.gate.roles: the policy has no role “captain”; there is: admin, "
                    + "agency-admin, agency-user, auditor, clerk, hq-approver, logistics-manager, "
                    + "logistics-officer, main-hub-user, sub-hub-user",
            ])
        var twins = Policy.relief
        twins.roles[.auditor]?.name = "clerk"
        #expect(
            said(try one("a", "boat", 500, policy: row), to: twins) == [
                "policy.boat.who.clerk: the policy has 2 roles of the name “clerk”"
            ])
    }
}
