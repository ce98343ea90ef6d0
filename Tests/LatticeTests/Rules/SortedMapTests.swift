import Lattice
import Simulation
import Testing

/// Against a dictionary, by seeds: few keys and many, so that both ways of finding are gone.
@Suite("Sorted map") struct SortedMapTests {
    private typealias Map = SortedMap<Int, Int>

    @Test("A sorted map does what a dictionary does, in the order of keys", arguments: 0..<40)
    func model(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let keys = [4, 8, 9, 40][seed % 4]
        var map = Map()
        var model: [Int: Int] = [:]
        for step in 0..<200 {
            let key = random.below(keys)
            change(&map, &model, key, step, random.below(6))
            #expect(map[key] == model[key])
            agree(map, model)
        }
    }

    private func change(
        _ map: inout Map, _ model: inout [Int: Int], _ key: Int, _ step: Int, _ kind: Int
    ) {
        switch kind {
        case 0, 1:
            map[key] = step
            model[key] = step
        case 2:
            map[key] = nil
            model[key] = nil
        case 3:
            map.modify(key, initial: 1_000) { $0 += step }
            model[key, default: 1_000] += step
        case 4:
            map.merge(key, step) { $0 = $0 * 3 + $1 }
            model[key] = model[key].map { $0 * 3 % 1_000_003 + step } ?? step
            map.forEachValue { $1 %= 1_000_003 }
            model = model.mapValues { $0 % 1_000_003 }
        default:
            guard step % 5 == 0 else { return }
            map.removeAll { $0.key % 3 == step % 3 }
            model = model.filter { $0.key % 3 != step % 3 }
        }
    }

    private func agree(_ map: Map, _ model: [Int: Int]) {
        #expect(map.count == model.count)
        #expect(map.isEmpty == model.isEmpty)
        #expect(Array(map.keys) == model.keys.sorted())
        #expect(map.entries.map(\.value) == model.keys.sorted().map { model[$0] })
        #expect(map == Map(model.map { ($0.key, $0.value) }))
    }

    @Test("Of equal keys the last value is kept")
    func last() {
        #expect(Map([(2, 1), (1, 5), (2, 7)]).entries.map(\.value) == [5, 7])
    }

    @Test("Every value is shown with its key, in order, and can be changed")
    func values() {
        var map = Map([(3, 30), (1, 10), (2, 20)])
        var seen: [Int] = []
        map.forEachValue { key, value in
            seen.append(key)
            value += key
        }
        #expect(seen == [1, 2, 3])
        #expect(map.entries.map(\.value) == [11, 22, 33])
        #expect(map.description == "[1: 11, 2: 22, 3: 33]")
    }

    @Test("A change that throws leaves the map in order")
    func throwing() {
        var map = Map([(2, 20)])
        #expect(throws: AuthorError.full) {
            try map.modify(1, initial: 5) { value throws(AuthorError) in
                value += 1
                throw .full
            }
        }
        #expect(Array(map.keys) == [1, 2])
        #expect(map[2] == 20)
    }
}
