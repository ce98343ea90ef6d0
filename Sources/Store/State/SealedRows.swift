internal import Bundles
internal import Compression
internal import Keys
internal import Lattice
internal import Replica
internal import Seal
internal import Wire

/// The rows of a seat as they are kept in the log: sealed, for the next start
/// (spec/08-store.md#store-8).
///
/// They are the pages of the state file, a piece at a time, under a key that is drawn for this one
/// time and boxed to the seat. In the log they are as old as the log is: whoever puts an older copy
/// of it back puts back the rows that belong to it.
struct SealedRows {
    /// How much of the file goes into one piece.
    static let pieceBytes = 1 << 20
    private static let version: UInt64 = 1

    let realm: DomainID
    let seat: ActID
    /// Which of the times that these rows were sealed it is; later ones are higher.
    let time: UInt64
    let size: Int64

    var pieces: Int { Int((size + Int64(Self.pieceBytes) - 1) / Int64(Self.pieceBytes)) }

    /// What is said in the clear, and is bound to every piece and to the boxed key.
    private func clear(_ piece: Int?) -> [UInt8] {
        var writer = Writer()
        writer.put(Self.version)
        writer.put(seat)
        writer.put(time)
        writer.put(UInt64(size))
        writer.put(UInt64(piece.map { $0 + 1 } ?? 0))
        var bytes = ByteBuffer()
        bytes.put(realm)
        bytes.put(raw: writer.span)
        return bytes.bytes
    }

    /// A fresh key, and the same boxed to the seat.
    func makeKey(
        for owner: any Unlocked, _ entropy: inout Entropy
    ) -> RowsKey? {
        let secret = entropy.draw()
        let clear = clear(nil)
        let boxKey = owner.withBoxKey { $0.publicKey }
        // Unsafe only in name: bytes have no padding that could show.
        guard
            let boxed = boxKey.box(
                secret.bytes, context: unsafe clear.span.bytes, &entropy)
        else { return nil }
        return RowsKey(SealingKey(secret.duplicate()), boxed)
    }

    /// Nil if it was not boxed to this seat.
    func key(_ boxed: [UInt8], of owner: any Unlocked) -> RowsKey? {
        let clear = clear(nil)
        return owner.withBoxKey { key in
            // Unsafe only in name: bytes have no padding that could show.
            guard
                let secret = unsafe key.unbox(
                    boxed.span.bytes, context: clear.span.bytes)
            else { return nil }
            guard secret.count == 32 else { return nil }
            return RowsKey(SealingKey(secret.duplicate()), boxed)
        }
    }

    /// Seals a piece: what form it is in, then a frame or the bytes.
    func seal(
        _ piece: Int, _ bytes: [UInt8], under key: RowsKey,
        _ entropy: inout Entropy
    ) -> [UInt8] {
        let clear = clear(piece)
        // Unsafe only in name: bytes have no padding that could show.
        let frame = Zstandard.frame(of: unsafe bytes.span.bytes)
        let text = frame.map { [1] + $0 } ?? [0] + bytes
        return unsafe key.sealing.seal(text.span.bytes, with: clear.span.bytes, &entropy)
    }

    /// What is in a piece; nil if it is not that piece of these rows.
    func open(_ piece: Int, _ sealed: [UInt8], with key: RowsKey) -> [UInt8]? {
        let clear = clear(piece)
        // Unsafe only in name: bytes have no padding that could show.
        guard let text = unsafe key.sealing.open(sealed.span.bytes, with: clear.span.bytes),
            let form = text.first
        else { return nil }
        let rest = size - Int64(piece) * Int64(Self.pieceBytes)
        let count = Int(min(Int64(Self.pieceBytes), rest))
        let bytes =
            form == 0
            ? Array(text.dropFirst())
            : Zstandard.expand(
                unsafe text.span.bytes.extracting(1..<text.count), most: Self.pieceBytes)
        return bytes?.count == count ? bytes : nil
    }
}

/// The key of sealed rows, and the same as it is kept.
final class RowsKey {
    let sealing: SealingKey
    let boxed: [UInt8]

    init(_ sealing: consuming SealingKey, _ boxed: [UInt8]) {
        self.sealing = sealing
        self.boxed = boxed
    }
}
