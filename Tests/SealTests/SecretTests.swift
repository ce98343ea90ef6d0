import Foundation
import Lattice
import Seal
import Testing

@Suite("Secrets") struct SecretTests {
    @Test("SEAL-10: secrets are the same if all their bytes are, and only then")
    func same() {
        let own = counted()
        let copy = own.duplicate()
        let isSame = own.isSame(as: copy) && own.isSame(as: own)
        #expect(isSame)
        for flipped in own.array.allFlips {
            let (asSecret, asBytes) = (
                own.isSame(as: secret(flipped)), own.isSame(as: flipped.span.bytes)
            )
            #expect(!asSecret && !asBytes)
        }
        let (shorter, longer) = (
            own.isSame(as: counted(from: 0, 31)), own.isSame(as: counted(from: 0, 33))
        )
        #expect(!shorter && !longer)
        let nothing = secret([])
        let zero = secret([0])
        let (empty, differs) = (nothing.isSame(as: secret([])), nothing.isSame(as: zero))
        #expect(empty && !differs)
    }

    private func filled(
        _ most: Int, _ filling: (UnsafeMutableRawBufferPointer) -> Int?
    ) -> [UInt8]? {
        guard let secret = Secret(most: most, filling: filling) else { return nil }
        return secret.array
    }

    @Test("SEAL-10: a secret is filled in place, and holds no more than came")
    func filled() {
        let some = filled(8) { room in
            for index in 0..<3 { room[index] = UInt8(index + 1) }
            return 3
        }
        #expect(some == [1, 2, 3])
        #expect(filled(8) { _ in nil } == nil)
        #expect(filled(8) { _ in 0 } == [])
        let full = filled(8) { room in
            room.initializeMemory(as: UInt8.self, repeating: 7)
            return 8
        }
        #expect(full == Array(repeating: 7, count: 8))
    }

    @Test("SEAL-10: parts and duplicates have the bytes, and outlive what they are of")
    func parts() {
        func part(_ range: Range<Int>) -> Secret {
            let whole = counted()
            return whole.part(range)
        }
        #expect(part(0..<32).array == counted().array)
        #expect(part(5..<9).array == [5, 6, 7, 8])
        #expect(part(32..<32).array == [])
        let low = counted()
        let high = counted(from: 1)
        let order = [low.precedes(high), high.precedes(low), low.precedes(low)]
        #expect(order == [true, false, false])
    }

    /// Where a secret's bytes are: for a test that looks there when it is gone.
    private func place(of secret: borrowing Secret) -> UnsafeRawPointer? {
        secret.bytes.withUnsafeBytes { $0.baseAddress }
    }

    private func bytes(at place: UnsafeRawPointer) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: place, count: 32))
    }

    @Test("SEAL-10: what a pool gets back it has zeroed, and gives out again")
    func pool() throws {
        let pool = SecretPool()
        let own = counted(from: 1)
        var places: Set<UnsafeRawPointer> = []
        for _ in 0..<3 {
            let copy = own.duplicate(in: pool)
            let found = place(of: copy)
            let place = try #require(found)
            #expect(bytes(at: place) == own.array)
            places.insert(place)
            // The page stays with the pool, so there is something to look at.
            discard(copy)
            #expect(bytes(at: place) == Array(repeating: 0, count: 32))
        }
        #expect(places.count == 1)
        // A slot that is shorter in use has nothing left of what was there before.
        let short = own.part(0..<4, in: pool)
        let found = place(of: short)
        let place = try #require(found)
        #expect(bytes(at: place) == [1, 2, 3, 4] + Array(repeating: 0, count: 28))
        #expect(short.count == 4)
        withExtendedLifetime(pool) {}
    }

    private func discard(_ secret: consuming Secret) {}

    @Test("SEAL-10: a pool has as many slots as are asked for, each by itself")
    func manySlots() throws {
        let pool = SecretPool()
        let own = counted()
        var kept: [Kept] = []
        for number in 0..<300 {
            let number = UInt64(number)
            let bytes = withUnsafeBytes(of: number.bigEndian) { Array($0) }
            kept.append(Kept(own.derived(.pull, bytes.span.bytes, in: pool)))
        }
        for (number, kept) in kept.enumerated() {
            let bytes = withUnsafeBytes(of: UInt64(number).bigEndian) { Array($0) }
            let again = own.derived(.pull, bytes.span.bytes)
            let isSame = kept.secret.isSame(as: again)
            #expect(isSame)
        }
        let places = Set(kept.map { place(of: $0.secret) })
        #expect(places.count == 300)
        kept.removeAll()
        let one = own.duplicate(in: pool)
        let isOld = places.contains(place(of: one))
        #expect(isOld)
    }

    private final class Kept {
        let secret: Secret
        init(_ secret: consuming Secret) { self.secret = secret }
    }

    @Test("SEAL-10: a writer puts a secret together in the order in which it is told")
    func writer() {
        var writer = SecretWriter(most: 8)
        let bytes: [UInt8] = [1, 2]
        writer.put(bytes.span.bytes)
        writer.put(byte: 3)
        writer.put(secret([4, 5]))
        writer.put(secret([]))
        let sofar = writer.withBytes { $0.withUnsafeBytes { Array($0) } }
        #expect(sofar == [1, 2, 3, 4, 5])
        let written = writer.finish()
        #expect(written.array == [1, 2, 3, 4, 5])
        let nothing = SecretWriter(most: 8).finish()
        #expect(nothing.count == 0)
    }

    @Test("SEAL-10: secrets are in locked memory, which is given back")
    func locked() throws {
        func lockedKilobytes() throws -> Int {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmLck:") }
            return try #require(line?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        }
        let large = secret(Array(repeating: 1, count: 1 << 18))
        let held = try lockedKilobytes()
        #expect(held >= 256)
        #expect(large.count == 1 << 18)
        // More than may be locked at once, one after the other.
        for _ in 0..<300 {
            let one = secret(Array(repeating: 1, count: 1 << 16))
            #expect(one.count == 1 << 16)
        }
    }
}
