import Simulation

/// Where the items of an encoding are, each with all that is in it.
struct ItemPlaces {
    private let bytes: [UInt8]
    private var places: [Range<Int>] = []

    /// Puts another item in the place of one; nothing happens to what is no item.
    static func exchange(in bytes: inout [UInt8], _ random: inout SeededRandom) {
        var all = ItemPlaces(bytes: bytes)
        guard all.pass(0) == bytes.count else { return }
        let place = random.pick(all.places)
        let other = random.chance(50) ? bytes[random.pick(all.places)] : random.pick(some)[...]
        if random.chance(80), place.count > 40 { return exchange(in: &bytes, &random) }
        bytes.replaceSubrange(place, with: other)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// Passes the item that begins there: where it ends, or nil if it is none.
    private mutating func pass(_ start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        let (major, low) = (bytes[start] >> 5, Int(bytes[start] & 0x1F))
        var end = start + 1
        var argument = low
        if low >= 24, major != 7 {
            guard low < 28 else { return nil }
            let size = 1 << (low - 24)
            guard end + size <= bytes.count else { return nil }
            let number = bytes[end..<end + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            end += size
            argument = Int(clamping: number)
        }
        switch major {
        case 2, 3:
            guard argument <= bytes.count - end else { return nil }
            end += argument
        case 4, 5:
            guard argument <= bytes.count else { return nil }
            for _ in 0..<argument * (major == 5 ? 2 : 1) {
                guard let next = pass(end) else { return nil }
                end = next
            }
        default: break
        }
        places.append(start..<end)
        return end
    }
}

/// What may come in the place of another.
private let some: [[UInt8]] = [
    "00", "01", "02", "03", "04", "05", "08", "09", "10", "11", "12", "1840", "183f", "20",
    "1a00010000", "1b0000000100000000", "6161", "6162", "60", "63455552", "40", "4100", "f4",
    "f5", "f6", "80", "8100", "820001", "820100", "8105", "820009", "83010005", "840200000a",
    "8208a1008161 61", "831001 8105", "821863f6", "a0", "a10001", "a1616101",
].map { bytes($0) }
