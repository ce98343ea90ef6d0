import Bundles
import Lattice
import Queries
import Schema
import Simulation
import Store
import TestSupport
import Testing

/// Looking for words in rows: by indices that are kept up, and without.
@Suite("Finding in rows")
struct FindTests {
    private let yard = WordYard()

    private var scopes: [Address] { yard.scopes }

    @Test(
        "FIND-4, C14: after any order of changes, an index answers as a fresh one, and as none",
        .timeLimit(.minutes(4)), arguments: 1...4 as ClosedRange<UInt64>)
    func rebuilt(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for scope in scopes { yard.fill(scope, 120, &random) }
        try yard.settle()
        var (found, corrected) = (0, 0)
        for round in 0..<24 {
            for _ in 0..<random.below(30) { try yard.happen(&random) }
            if random.chance(15) { try yard.restart() }
            if random.chance(50) { try yard.nudge() } else { try yard.settle() }
            for _ in 0..<6 {
                let (finding, places) = (yard.finding(&random), yard.some(&random))
                let byIndex = try yard.all(finding, in: places)
                let byWalk = try yard.all(finding, in: places, isByIndex: false)
                #expect(byIndex == byWalk, "seed \(seed), round \(round): \(finding)")
                found += byIndex.items.count
                corrected += byIndex.corrections.count
            }
            try yard.checkTables()
        }
        try yard.settle()
        #expect(yard.rowCount("word_indices WHERE is_whole = 1") > 0)
        let findings = (0..<30).map { _ in (yard.finding(&random), yard.some(&random)) }
        let kept = try findings.map { try yard.all($0, in: $1) }
        try yard.restart()
        #expect(yard.rowCount("words") == 0)
        for (finding, places) in findings { _ = try yard.all(finding, in: places) }
        try yard.settle()
        #expect(yard.rowCount("word_indices WHERE is_whole = 1") > 0)
        let fresh = try findings.map { try yard.all($0, in: $1) }
        #expect(kept == fresh)
        // Or nothing was compared.
        #expect(found > 500 && corrected > 5)
    }

    @Test("FIND-4, C14: nothing of a scope that is not asked for is found, counted or corrected to")
    func apart() throws {
        var random = SeededRandom(seed: 3)
        let alone = WordYard()
        let (open, secret) = (scopes[0], scopes[1])
        for yard in [yard, alone] {
            var same = SeededRandom(seed: 8)
            yard.fill(open, 130, &same)
        }
        yard.fill(secret, 130, &random)
        for number in 0..<20 { yard.write("Zanzibar", to: number, in: secret) }
        try yard.commit()
        try alone.commit()
        let findings = ["zanzibar", "zanzibr", "ta", "mel", "melon", "kit"].map { Finding($0) }
        for isIndexed in [false, true] {
            if isIndexed {
                try yard.settle()
                try alone.settle()
                #expect(yard.rowCount("word_indices WHERE is_whole = 1") == 4)
            }
            for finding in findings {
                let hits = try yard.all(finding, in: [open])
                #expect(try hits == alone.all(finding, in: [open]), "\(finding.text)")
            }
            let misspelt = Finding("zanzibr")
            #expect(try yard.all(misspelt, in: [open]).corrections == [])
            #expect(try yard.all(misspelt, in: [secret]).corrections.first?.to == ["zanzibar"])
            #expect(try yard.all(Finding("zanzibar"), in: scopes).total > 0)
        }
        // A readership that is lost takes its words with it.
        try yard.drop(secret)
        try yard.commit()
        #expect(try yard.all(Finding("zanzibar"), in: scopes).total == 0)
        #expect(try yard.all(Finding("zanzibr"), in: scopes).corrections == [])
        #expect(yard.rowCount("words WHERE word = CAST('zanzibar' AS BLOB)") == 0)
        #expect(yard.rowCount("trigrams WHERE word = CAST('zanzibar' AS BLOB)") == 0)
        try yard.checkTables()
    }

    @Test(
        "FIND-1, C12, N5: hits say what they are, where the words are, and how many of a sort"
    )
    func hits() throws {
        yard.put(
            1, ["name": "Blue tarpaulin", "note": "for the TARPAULIN shed"], in: scopes[0])
        yard.put(2, ["name": "Tarp", "state": "1"], in: scopes[0])
        yard.put(3, ["name": "Rope", "note": "tarp", "state": "1"], in: scopes[1])
        yard.put(4, ["name": "Tarpon"], in: scopes[1])
        yard.delete(4, in: scopes[1])
        yard.state(9, "tarp of the ledger", in: [scopes[0], scopes[1]])
        try yard.commit()
        let kind = WordYard.thing
        var finding = Finding("TARP", facets: [kind: [FieldNumber(2)]])
        let hits = try yard.all(finding, in: [scopes[0], scopes[1]])
        // A fact that stands in two scopes is one, in the first of them.
        #expect(hits.total == 4 && hits.kinds == [kind: 3, WordYard.event: 1])
        #expect(hits.items.filter { $0.kind == WordYard.event }.map(\.scope) == [scopes[0]])
        #expect(hits.facets.map { $0.values.map(\.hits) } == [[2]])
        // The whole word counts for more than its beginning, whatever else is there.
        #expect(hits.items.last?.subject == .record(WordYard.id(1)))
        let blue = try #require(hits.items.last)
        #expect(blue.title == [text("Blue tarpaulin")])
        #expect(blue.highlights.map(\.text) == ["Blue tarpaulin", "for the TARPAULIN shed"])
        #expect(blue.highlights.map(\.ranges) == [[5..<9], [8..<12]])
        finding.filters[kind] = .compare(FieldNumber(2), .equal, integer(1))
        finding.kinds = [kind]
        #expect(try yard.all(finding, in: [scopes[0], scopes[1]]).total == 2)
        #expect(try yard.all(Finding("tarp", of: [kind], limit: 1), in: scopes).items.count == 3)
        #expect(try yard.all(Finding("tarp shed"), in: scopes).total == 1)
        #expect(try yard.all(Finding(" - "), in: scopes).total == 0)
    }

    @Test("FIND-2, C12: pages go on where the last ended, and not where another finding's did")
    func pages() throws {
        var random = SeededRandom(seed: 5)
        for scope in scopes { yard.fill(scope, 60, &random) }
        try yard.commit()
        let finding = Finding("ta", limit: 7)
        let first = try yard.page(finding, in: scopes, after: nil)
        let next = try #require(first.next)
        #expect(first.total > 7 && first.items.count == 7)
        let second = try yard.page(finding, in: scopes, after: next)
        #expect(second.total == first.total && second.facets == first.facets)
        #expect(Set(first.items).isDisjoint(with: second.items))
        for other in [Finding("tar", limit: 7), Finding("ta", of: [WordYard.thing], limit: 7)] {
            #expect(throws: AskError.cursor(.otherQuery)) {
                try yard.page(other, in: scopes, after: next)
            }
        }
        #expect(throws: AskError.cursor(.otherQuery)) {
            try yard.page(finding, in: [scopes[0]], after: next)
        }
        #expect(throws: AskError.query(.noSuchKind(KindNumber(999)))) {
            try yard.page(Finding("a", of: [KindNumber(999)]), in: scopes, after: nil)
        }
    }

    @Test("FIND-4: what a large record has in its parts is found, also when parts come and go")
    func parts() throws {
        var random = SeededRandom(seed: 6)
        yard.fill(scopes[0], 120, &random)
        for number in 0..<90 { yard.tag("label\(number)", true, 1, in: scopes[0]) }
        try yard.settle()
        #expect(try yard.all(Finding("label88"), in: scopes).total == 1)
        try yard.restart()
        _ = try yard.all(Finding("label"), in: scopes)
        try yard.settle()
        yard.tag("label3", false, 1, in: scopes[0])
        yard.tag("zulu", true, 1, in: scopes[0])
        try yard.commit()
        for isByIndex in [true, false] {
            func total(_ word: String) throws -> Int {
                try yard.all(Finding(word), in: scopes, isByIndex: isByIndex).total
            }
            #expect(try total("label3") == 1 && total("zulu") == 1 && total("label88") == 1)
            #expect(
                try yard.all(Finding("label3 zulu"), in: scopes).items.first?.highlights.count == 11
            )
        }
    }
}
