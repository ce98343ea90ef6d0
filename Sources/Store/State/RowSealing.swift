internal import Bundles
internal import Keys
internal import Lattice
internal import Replica
internal import Seal

/// Rows that are being sealed, a few pieces at a time, while they go on being changed: what is
/// changed meanwhile stays beside the file until all of it is read.
final class RowSealing {
    private let log: LogFile
    private let state: StateFile
    private let source: RawFile
    private let sealed: SealedRows
    private let key: RowsKey
    private var next = 0
    private var isWritten = false

    /// So many pieces take far less time than anybody may be kept waiting.
    private static let most = 2

    /// Nil if it cannot begin now: something is being made anew, or read for long.
    init?(
        of state: StateFile, in log: LogFile, for owner: any Unlocked, realm: DomainID,
        _ entropy: inout Entropy
    ) throws(StoreError) {
        guard try state.holdStill() else { return nil }
        let time = try log.sealedRows(of: owner.seat.octets)?.time ?? 0
        let source = try RawFile(of: state.database)
        let sealed = SealedRows(
            realm: realm, seat: owner.seat, time: time + 1, size: try source.size())
        guard let key = sealed.makeKey(for: owner, &entropy) else {
            state.goOn()
            return nil
        }
        (self.log, self.state, self.source) = (log, state, source)
        (self.sealed, self.key) = (sealed, key)
    }

    deinit { state.goOn() }

    private var seat: [UInt8] { sealed.seat.octets }

    /// Does some of it. Returns whether all is done.
    func step(_ entropy: inout Entropy) throws(StoreError) -> Bool {
        guard !isWritten else {
            return try !log.dropPieces(of: seat, but: sealed.time, most: 2 * Self.most)
        }
        if next == 0 {
            // What is left of a time that was never completed.
            while try log.dropPieces(of: seat, but: sealed.time - 1, most: 64) {}
        }
        for _ in 0..<Self.most where next < sealed.pieces {
            let offset = Int64(next) * Int64(SealedRows.pieceBytes)
            let count = Int(min(Int64(SealedRows.pieceBytes), sealed.size - offset))
            let bytes = sealed.seal(next, try source.read(count, at: offset), under: key, &entropy)
            try log.keep(bytes, as: next, of: seat, at: sealed.time)
            next += 1
        }
        guard next == sealed.pieces else { return false }
        try log.complete(seat, at: sealed.time, size: sealed.size, key.boxed)
        isWritten = true
        return false
    }

    /// Puts the last rows of a seat back where they were. False if there are none that can be read.
    static func restore(
        to path: String, vfs: String?, from log: LogFile, for owner: any Unlocked, realm: DomainID
    ) throws(StoreError) -> Restoration {
        let seat = owner.seat.octets
        guard let found = try log.sealedRows(of: seat) else { return .none }
        let sealed = SealedRows(
            realm: realm, seat: owner.seat, time: found.time, size: found.size)
        guard found.size > 0, let key = sealed.key(found.boxedKey, of: owner) else {
            return .unreadable
        }
        let file = try RawFile(making: path, vfs: vfs)
        for piece in 0..<sealed.pieces {
            guard let bytes = try log.piece(piece, of: seat, at: found.time),
                let clear = sealed.open(piece, bytes, with: key)
            else { return .unreadable }
            try file.write(clear, at: Int64(piece) * Int64(SealedRows.pieceBytes))
        }
        return .restored
    }

    enum Restoration { case none, restored, unreadable }
}
