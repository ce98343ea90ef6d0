import Foundation
import Lattice
import Queries
import Schema
import Simulation
import Testing
import Wire

/// What is found among records that are all looked at.
@Suite("Finding") struct FindingTests {
    /// Boats of one scope.
    private struct Yardful {
        var lexicon = Lexicon(Yard.boat)
        var shown: [UInt64: Shown] = [:]

        mutating func add(_ number: UInt64, _ write: (inout Scribe) -> Void) {
            var scribe = Scribe()
            write(&scribe)
            let boat = Shown(
                record(number), scribe.document, of: Yard.boats, by: SmallHash.self)
            shown[number] = boat
            let spot = Spot(feed: 1, position: number)
            if let wording = Wording(boat, Yard.boats) { lexicon.add(wording, at: spot) }
        }

        mutating func add(_ number: UInt64, name: String) {
            add(number) { $0.write(text(name), to: 0) }
        }

        func finder(_ finding: Finding, after cursor: Cursor? = nil) throws -> Finder {
            try finding.check(against: Yard.schema)
            var finder = try Finder(
                finding, finding.kinds(of: Yard.schema), in: [[1]], after: cursor)
            finder.look(in: [lexicon])
            return finder
        }

        func numbers(_ text: String) throws -> [UInt64] {
            let page = try finder(Finding(text, limit: 1_000)).page { _, spot in
                Subject.record(record(spot.position))
            }
            return page.found.map(\.spot.position)
        }

        func highlights(_ text: String, _ number: UInt64) throws -> [Highlight] {
            let shown = try #require(shown[number])
            return try finder(Finding(text)).highlighter.highlights(shown, Yard.boats)
        }
    }

    @Test("FIND-1, C12: every word has to begin some word of a searched field")
    func matches() throws {
        var yard = Yardful()
        yard.add(1, name: "Blue Tarpaulin")
        yard.add(2) {
            $0.write(text("Tarp"), to: 0)
            $0.write(integer(0), to: 5)
            $0.write(text("hidden"), to: 15)
        }
        yard.add(3) {
            $0.write(text("Blue"), to: 0)
            let line = group([(0, text("with a tarp")), (1, text("secret"))])
            $0.join(.field(FieldNumber(10), .facts(Facts.Delta(factKey(1), line))))
        }
        yard.add(4) {
            $0.write(text("Blue tarp"), to: 0)
            $0.delete(isSeeing: true)
        }
        yard.add(5) {
            $0.write(text("Blue tar"), to: 0)
            $0.delete(isSeeing: false)
        }
        #expect(try yard.numbers("tarp") == [2, 3, 1])
        #expect(try yard.numbers("TA bl").sorted() == [1, 3, 5])
        // What options are called, in each language.
        #expect(try yard.numbers("fre") == [2])
        #expect(try yard.numbers("Frei tarp") == [2])
        #expect(try yard.numbers("hidden") == [])
        #expect(try yard.numbers("secret") == [])
        #expect(try yard.numbers("lue") == [])
        #expect(try yard.numbers("") == [])
    }

    @Test(
        "FIND-1, C13: what is typed is folded as what is there",
        arguments: [
            ("melon", 1), ("MELÓN", 1), ("me\u{301}lon", 1), ("GRÖẞE", 2), ("أَحْمَد", 3),
            ("مدرسه", 4),
            ("４５６", 5), ("泵", 6), ("ﬁ", 7), ("rope,12", 8),
        ] as [(String, UInt64)])
    func folded(typed: String, number: UInt64) throws {
        var yard = Yardful()
        for (number, name) in [
            "Melón", "Größe", "أحمد", "مدرسة", "٤٥٦", "新水泵", "file", "Rope 12-mm",
        ].enumerated() { yard.add(UInt64(number + 1), name: name) }
        #expect(try yard.numbers(typed) == [number])
        #expect(try yard.highlights(typed, number).count == 1)
    }

    @Test(
        "FIND-2, C12: whole words before beginnings, heavy fields before light ones, then by name")
    func order() throws {
        var yard = Yardful()
        yard.add(1, name: "tents and poles")
        yard.add(2, name: "tent pegs")
        yard.add(3) {
            $0.write(text("pegs pegs"), to: 0)
            $0.write(
                item {
                    $0.put(map: 1)
                    $0.put(text: "en")
                    $0.put(text: "tent")
                }, to: 11)
        }
        yard.add(4, name: "tent pegs")
        yard.add(5, name: "tent tent pegs")
        yard.add(6, name: "tent pegs in a very large box with many other things")
        let same = [record(2), record(4)].sorted()
        let found = try yard.numbers("tent")
        #expect(found.first == 5 && found.last == 1)
        #expect(found[1...2].map { record($0) } == same)
        #expect(Set(found[3...4]) == [3, 6])
        // A word that few have says more than one that all have.
        yard.add(7, name: "tent lantern")
        #expect(try yard.numbers("tent lan") == [7])
    }

    @Test(
        "FIND-3, C13: a word that nothing begins with is taken for the nearest ones",
        arguments: [
            ("tarpolin", ["tarpaulin"]), ("melno", ["melon"]), ("arpaulin", ["tarpaulin"]),
            ("lentern", ["lantern"]), ("blnaket", ["blanket"]), ("tar", nil), ("xyz", nil),
            ("ten5", nil), ("tarq", nil), ("rop", nil), ("rpoe", ["rope"]), ("qqqqqqqq", nil),
            ("rolls", ["rollo"]), ("احمذ", ["احمد"]),
        ] as [(String, [String]?)])
    func corrections(word: String, to others: [String]?) throws {
        var yard = Yardful()
        for (number, name) in [
            "Tarpaulin", "Melón", "lantern", "Blanket", "B12", "rope 12", "rollo", "أحمد",
        ].enumerated() { yard.add(UInt64(number + 1), name: name) }
        let finder = try yard.finder(Finding(word))
        #expect(finder.corrections.map(\.to) == (others.map { [$0] } ?? []))
        #expect(try yard.numbers(word).isEmpty == (others == nil && word != "tar" && word != "rop"))
    }

    @Test("FIND-3: how far words are apart, against a slow way to tell")
    func distances() {
        var random = SeededRandom(seed: 11)
        func word() -> [Unicode.Scalar] {
            (0..<random.below(7)).map { _ in random.pick(["a", "b", "c"] as [Unicode.Scalar]) }
        }
        for _ in 0..<4_000 {
            let (a, b) = (word(), word())
            let slow = apart(a[...], b[...])
            for most in 0...3 {
                #expect(a.distance(to: b, most: most) == (slow <= most ? slow : nil), "\(a) \(b)")
            }
        }
    }

    private func apart(_ a: ArraySlice<Unicode.Scalar>, _ b: ArraySlice<Unicode.Scalar>) -> Int {
        guard let first = a.first, let other = b.first else { return a.count + b.count }
        var least = apart(a.dropFirst(), b.dropFirst()) + (first == other ? 0 : 1)
        least = min(least, apart(a.dropFirst(), b) + 1, apart(a, b.dropFirst()) + 1)
        let isSwap =
            a.count > 1 && b.count > 1
            && first == b[b.startIndex + 1] && other == a[a.startIndex + 1]
        return isSwap ? min(least, apart(a.dropFirst(2), b.dropFirst(2)) + 1) : least
    }

    @Test("FIND-1: what matched is marked where it stands in the text as it was written")
    func highlights() throws {
        var yard = Yardful()
        yard.add(1, name: "Die Größe: MELO\u{301}N, Wassermelone")
        func marked(_ words: String) throws -> [String] {
            try yard.highlights(words, 1).flatMap { highlight in
                highlight.ranges.map {
                    String(decoding: Array(highlight.text.utf8)[$0], as: UTF8.self)
                }
            }
        }
        #expect(try marked("gros") == ["Größ"])
        #expect(try marked("grosse d") == ["D", "Größe"])
        #expect(try marked("melo") == ["MELO\u{301}"])
        #expect(try marked("melon was") == ["MELO\u{301}N", "Was"])
        #expect(try marked("wassermelnoe") == ["Wassermelone"])
    }

    @Test("C12: pages of any length give what one page gives, and hits are counted by value")
    func pages() throws {
        var random = SeededRandom(seed: 12)
        var yard = Yardful()
        var states: [UInt64: Int] = [:]
        for number in 1...200 as ClosedRange<UInt64> {
            let state = random.pick([0, 1, 7])
            states[number] = state
            let name = (0...random.below(3)).map { _ in random.pick(["ann", "anna", "bo", "cy"]) }
            yard.add(number) {
                $0.write(text(name.joined(separator: " ")), to: 0)
                $0.write(integer(state), to: 5)
            }
        }
        let whole = try yard.numbers("an")
        for limit in [1, 3, 50, 199] {
            var (found, cursor): ([UInt64], Cursor?) = ([], nil)
            repeat {
                let page = try yard.finder(Finding("an", limit: limit), after: cursor).page {
                    _, spot in Subject.record(record(spot.position))
                }
                found += page.found.map(\.spot.position)
                cursor = try page.next.map { try Cursor(encoding: $0.encoding) }
            } while cursor != nil
            #expect(found == whole)
        }
        var counter = FacetCounter(Yard.boat, [FieldNumber(5)])
        let finder = try yard.finder(Finding("an"))
        for (number, hits) in finder.facets(in: 0) {
            counter.take(yard.lexicon.facets(number), hits: hits)
        }
        let counted = try #require(counter.facets.first).values
        let all = [0, 1, 7].map { state in whole.count { states[$0] == state } }
        #expect(counted.map(\.hits) == all.sorted(by: >) && finder.counts == [0: whole.count])
    }

    @Test("FIND-1: what makes no sense is refused")
    func refused() throws {
        func fault(_ finding: Finding) -> QueryError? {
            do throws(QueryError) {
                try finding.check(against: Yard.schema)
                return nil
            } catch { return error }
        }
        #expect(fault(Finding("a", limit: 0)) == .limit(0))
        #expect(fault(Finding("a", of: [KindNumber(9)])) == .noSuchKind(KindNumber(9)))
        let many = (0...16).map { "w\($0)" }.joined(separator: " ")
        #expect(fault(Finding(many)) == .tooManyWords(17))
        let long = String(repeating: "a ", count: 501)
        #expect(fault(Finding(long)) == .tooLong(bytes: 1_002))
        let facets = [Yard.boat: [FieldNumber(0)]]
        #expect(fault(Finding("a", facets: facets)) == .notCounted(field: "name", kind: "boat"))
        let filter = Filter.missing(FieldNumber(99))
        #expect(fault(Finding("a", where: [Yard.boat: filter])) != nil)
    }
}
