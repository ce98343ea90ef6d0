import Glibc
import Lattice
import Seal
import Simulation

extension Workload {
    /// What the machine could do at best, to be set beside what we do.
    static var limits: [Workload] {
        [
            sync,
            Workload(
                name: "limit.blake2b", unit: "hash", about: "hash as many bytes as the size says",
                sizes: [100]
            ) { size in
                Trial(
                    setUp: { [UInt8](repeating: 7, count: size) },
                    work: { bytes in
                        let count = max(1, 10_000_000 / size)
                        for _ in 0..<count {
                            // Each hash goes into the next, or none would have to be made.
                            let hash = Value(bytes).hash(by: Blake2b.self)
                            bytes[0] = UInt8(truncatingIfNeeded: hash.words.0)
                        }
                        return count
                    })
            },
            Workload(
                name: "limit.bytes", unit: "byte",
                about: "look at each of so many bytes, one after the other, and write it down",
                sizes: [25_000]
            ) { size in
                let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 7) }
                let rounds = max(1, 10_000_000 / size)
                return Trial(
                    encoded: rounds * size,
                    setUp: { ByteBuffer() },
                    work: { buffer in
                        for _ in 0..<rounds {
                            buffer.clear()
                            for byte in bytes { buffer.put(byte: byte) }
                        }
                        return rounds * size
                    })
            },
            Workload(
                name: "limit.table", unit: "key",
                about: "raise the numbers of random records in a Dictionary<RecordID, Int>",
                sizes: [1_000, 10_000, 100_000, 1_000_000]
            ) { size in
                let entries = Entries(kind: .counter, count: size)
                let records = (0..<size).map { entries.record($0) }
                var random = SeededRandom(seed: 1)
                let keys = (0..<1_000_000).map { _ in records[random.below(size)] }
                return Trial(
                    setUp: { Dictionary(uniqueKeysWithValues: records.map { ($0, 0) }) },
                    work: { table in
                        for key in keys { table[key, default: 0] += 1 }
                        return keys.count
                    })
            },
        ]
    }

    private static var sync: Workload {
        Workload(
            name: "limit.sync", unit: "append",
            about: "append 4 KiB to a file and wait until the disk has them, so many times",
            sizes: [1_000]
        ) { size in
            let folder = BenchFolder()
            let page = [UInt8](repeating: 7, count: 4_096)
            return Trial(
                setUp: {
                    unsafe open(folder.path + "/appended", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
                },
                work: { file in
                    for _ in 0..<size {
                        let written = unsafe page.withUnsafeBytes {
                            unsafe write(file, $0.baseAddress, $0.count)
                        }
                        precondition(
                            written == page.count && fdatasync(file) == 0, "there is room")
                    }
                    close(file)
                    return size
                })
        }
    }
}
