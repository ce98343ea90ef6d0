import Bundles
import Lattice
import Queries
import Replica
import Simulation
import Store
import Wire

extension Workload {
    /// Looking for words among records with names, notes and a choice, and what that costs those
    /// who write them.
    static var finding: [Workload] {
        [
            Workload(
                name: "find.page", unit: "answer",
                about: "a word and the beginning of another: fifty hits, all counted by a choice",
                sizes: findingSizes, showsGrowth: true
            ) { size in
                try finding(size) { random in
                    let words = [WordSamples.word(&random), WordSamples.word(&random)]
                    return [words[0] + " " + words[1].prefix(2)]
                }
            },
            Workload(
                name: "find.typing", unit: "key",
                about: "the same for a word, letter by letter", sizes: findingSizes,
                showsGrowth: true
            ) { size in
                try finding(size) { random in
                    let word = WordSamples.word(&random)
                    return (1...word.count).map { String(word.prefix($0)) }
                }
            },
            Workload(
                name: "find.first", unit: "key",
                about: "the same for the first letter alone", sizes: findingSizes,
                showsGrowth: true
            ) { size in
                try finding(size) { random in [String(WordSamples.word(&random).prefix(1))] }
            },
            Workload(
                name: "find.typo", unit: "answer",
                about: "the same for a word with a letter too few", sizes: findingSizes,
                showsGrowth: true
            ) { size in
                try finding(size) { random in
                    var word = WordSamples.word(&random)
                    word.remove(at: word.index(word.startIndex, offsetBy: 2))
                    return [word]
                }
            },
            Workload(
                name: "find.enter.plain", unit: "write",
                about: "entries of notes, one a bundle, where nobody looks for words",
                sizes: findingSizes
            ) { size in try entering(size, isIndexed: false) },
            Workload(
                name: "find.enter", unit: "write",
                about: "the same where an index of words is kept up", sizes: findingSizes
            ) { size in try entering(size, isIndexed: true) },
        ]
    }

    private static let findingSizes = [1_000, 100_000]

    private static func entering(_ size: Int, isIndexed: Bool) throws -> Trial {
        let device = try WordSamples.device(size, isIndexed: isIndexed)
        return Trial(
            setUp: { SeededRandom(seed: 1) },
            work: { random in
                for _ in 0..<500 {
                    let record = device.records[random.below(size)]
                    let note = WordSamples.text(6, &random)
                    _ = try device.enter([.write(.record(record), FieldNumber(1), note)])
                    try device.save()
                }
                return 500
            })
    }

    private static func finding(
        _ size: Int, _ texts: @escaping (inout SeededRandom) -> [String]
    ) throws -> Trial {
        let device = try WordSamples.device(size, isIndexed: true)
        guard let reader = device.reader else { preconditionFailure("the seat is unlocked") }
        return Trial(
            setUp: { SeededRandom(seed: 1) },
            work: { random in
                var count = 0
                for _ in 0..<40 {
                    for text in texts(&random) {
                        let finding = Finding(
                            text, facets: [StoreSamples.kind: [StoreSamples.state]])
                        _ = try reader.find(
                            finding, in: [.common], of: device.samples.schema)
                        count += 1
                    }
                }
                return count
            })
    }
}

/// Records whose words are like those of a language: some are in very many of them.
private enum WordSamples {
    private static let syllables = [
        "ba", "ko", "ri", "ta", "me", "lo", "sun", "pa", "wa", "ter", "ni", "gra", "sto", "el",
        "un", "fi", "cha", "der", "os", "ke",
    ]

    /// One of twenty thousand, the first ones often.
    static func word(_ random: inout SeededRandom) -> String {
        let (one, other) = (random.below(20_000), random.below(20_000))
        var rest = one * other / 20_000 + 400
        var word = ""
        while rest > 0 {
            word += syllables[rest % syllables.count]
            rest /= syllables.count
        }
        return word
    }

    static func text(_ words: Int, _ random: inout SeededRandom) -> Value {
        let words = (0..<words).map { _ in word(&random) }
        var writer = Writer()
        writer.put(text: words.joined(separator: " "))
        return Value(writer.bytes)
    }

    static func device(_ size: Int, isIndexed: Bool) throws -> StoreDevice {
        let device = try StoreDevice(try StoreSamples(isSearched: true), 0)
        var random = SeededRandom(seed: 3)
        for start in stride(from: 0, to: size, by: 500) {
            var edits: [Edit] = []
            for _ in start..<min(start + 500, size) {
                let first = edits.count
                var option = Writer()
                option.put(UInt64(random.below(8)))
                edits += [
                    .create(StoreSamples.kind, FieldNumber(0), text(3, &random)),
                    .write(.new(first), FieldNumber(1), text(6, &random)),
                    .write(.new(first), StoreSamples.state, Value(option.bytes)),
                ]
            }
            try device.add(edits, each: 3)
        }
        try device.save()
        guard isIndexed, let reader = device.reader else { return device }
        _ = try reader.find(Finding("a"), in: [.common], of: device.samples.schema)
        while try device.tell(.time).contains(.busy) {}
        try device.save()
        return device
    }
}
