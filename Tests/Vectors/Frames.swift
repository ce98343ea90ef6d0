/// Frames of Zstandard made by hand (RFC 8878), good ones and bad ones: a compressor may make other
/// bytes one day.
enum Frames {
    static let magic = bytes("28b52ffd")
    private static let mostOfBlock = 131_072

    /// A frame in which long runs are run-length blocks and all else is as it is.
    static func of(
        _ content: [UInt8], lastEmpty: Bool = false, most: Int = 131_072
    ) -> [UInt8] {
        let runs = runs(of: content, most)
        var frame = magic + head(content.count)
        for (place, run) in runs.enumerated() {
            let isLast = !lastEmpty && place == runs.count - 1
            frame += block(isLast, run.kind, run.count) + run.bytes
        }
        return frame + (lastEmpty ? block(true, 0, 0) : [])
    }

    private struct Run {
        var kind: Int
        var count: Int
        var bytes: [UInt8]
    }

    private static func runs(of content: [UInt8], _ most: Int) -> [Run] {
        var runs: [Run] = []
        var rest = content[...]
        while let first = rest.first {
            let count = min(rest.prefix { $0 == first }.count, most)
            if count > 8 {
                runs.append(Run(kind: 1, count: count, bytes: [first]))
            } else if let last = runs.last, last.kind == 0, last.count + count <= most {
                runs[runs.count - 1].count += count
                runs[runs.count - 1].bytes += rest.prefix(count)
            } else {
                runs.append(Run(kind: 0, count: count, bytes: Array(rest.prefix(count))))
            }
            rest = rest.dropFirst(count)
        }
        return runs
    }

    /// The descriptor and the size, in the shortest field.
    static func head(_ size: Int, descriptor extra: UInt8 = 0) -> [UInt8] {
        switch size {
        case ..<256: [0x20 | extra, UInt8(size)]
        case ..<65_792: [0x60 | extra] + little(size - 256, 2)
        default: [0xA0 | extra] + little(size, 4)
        }
    }

    static func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// The head of a block: raw (0), a run (1), compressed (2), reserved (3).
    static func block(_ isLast: Bool, _ kind: Int, _ size: Int) -> [UInt8] {
        little((isLast ? 1 : 0) | kind << 1 | size << 3, 3)
    }

    /// Frames that nobody takes, of a body with a long run, and of a small one.
    static func bad(_ run: [UInt8], _ small: [UInt8]) -> [(String, [UInt8])] {
        badHeads(run) + badEnds(run, small) + badBlocks
    }

    private static func framed(_ head: [UInt8], _ blocks: [UInt8]) -> [UInt8] {
        magic + head + blocks
    }

    private static func badHeads(_ run: [UInt8]) -> [(String, [UInt8])] {
        let size = run.count
        let blocks = Array(of(run).dropFirst(4 + head(size).count))
        let short = little(size - 256, 2)
        let heads: [(String, [UInt8])] = [
            ("a frame with the flag of a checksum", head(size, descriptor: 4)),
            ("a frame with the reserved bit", head(size, descriptor: 8)),
            ("a frame with the unused bit", head(size, descriptor: 16)),
            ("a frame with a dictionary's id", [0x61, 7] + short),
            ("a frame of several segments", [0x40, 0x50] + short),
            ("a frame that says no size", [0x00, 0x50]),
            ("a size in four bytes", [0xA0] + little(size, 4)),
            ("a size in eight bytes", [0xE0] + little(size, 8)),
            ("a size above what comes", head(size + 1)),
            ("a size below what comes", head(size - 1)),
        ]
        return heads.map { ($0, framed($1, blocks)) }
    }

    private static func badEnds(_ run: [UInt8], _ small: [UInt8]) -> [(String, [UInt8])] {
        let good = of(run)
        let skipped = bytes("502a4d18 01000000 00")
        let endless = Array(of(run, lastEmpty: true).dropLast(3))
        return [
            ("a frame with a checksum", bytes(SealedSamples.withChecksum)),
            ("a frame with a byte after it", good + [0]), ("a frame after a frame", good + good),
            ("a frame, and one that is skipped", good + skipped),
            ("a frame without its last block", endless),
            ("a frame that is cut off", good.dropLast()),
            ("a frame without blocks", framed(head(run.count), [])),
            ("the magic number alone", magic), ("the first byte alone", [0x28]),
            ("another magic number", bytes("28b52ffc") + good.dropFirst(4)),
            ("a frame not smaller than what is in it", of(small)),
            ("a frame of nothing", framed(head(0), block(true, 0, 0))),
        ]
    }

    private static var badBlocks: [(String, [UInt8])] {
        let large = [UInt8](repeating: 0, count: mostOfBlock + 1)
        let tooLarge = block(false, 0, large.count) + large + block(true, 1, 131_071) + [0]
        // The literals are a run, with a size of 20 bits; then there are no sequences.
        let literals = little(1 | 3 << 2 | 200_000 << 4, 3) + [0, 0]
        let tooMuch = [UInt8](repeating: 0, count: 1_048_577)
        return [
            ("a block of the reserved type", framed(head(300), block(true, 3, 1) + [0])),
            ("a run of 200,000", framed(head(200_000), block(true, 1, 200_000) + [0])),
            (
                "a raw block that is too large", framed(head(large.count + 131_071), tooLarge)
            ),
            (
                "a compressed block that expands to 200,000",
                framed(head(200_000), block(true, 2, 5) + literals)
            ),
            (
                "a compressed block that is none",
                framed(head(300), block(true, 2, 4) + bytes("ffffffff"))
            ),
            ("a frame that expands to more than 1,048,576", of(tooMuch)),
            ("a run that is not there", framed(head(300), block(true, 1, 300))),
        ]
    }
}
