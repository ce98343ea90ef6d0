internal import Lattice

/// Rows of seats, sealed, that are kept in the log for the next start.
extension LogFile {
    struct Sealed {
        let time: UInt64
        let size: Int64
        let boxedKey: [UInt8]
    }

    /// The last that were sealed as a whole.
    func sealedRows(of seat: [UInt8]) throws(StoreError) -> Sealed? {
        let read = try database.prepare(
            "SELECT time, size, boxed FROM sealed_rows WHERE seat = ?1")
        read.bind(1, seat)
        guard try read.step() else { return nil }
        return Sealed(
            time: UInt64(bitPattern: read.integer(0)), size: read.integer(1),
            boxedKey: read.bytes(2))
    }

    func piece(_ piece: Int, of seat: [UInt8], at time: UInt64) throws(StoreError) -> [UInt8]? {
        let read = try database.prepare(
            "SELECT bytes FROM row_pieces WHERE seat = ?1 AND time = ?2 AND piece = ?3")
        read.bind(1, seat)
        read.bind(2, Int64(bitPattern: time))
        read.bind(3, Int64(piece))
        return try read.step() ? read.bytes(0) : nil
    }

    func keep(
        _ bytes: [UInt8], as piece: Int, of seat: [UInt8], at time: UInt64
    ) throws(StoreError) {
        let put = try database.prepare(
            "INSERT INTO row_pieces(seat, time, piece, bytes) VALUES(?1, ?2, ?3, ?4)")
        put.bind(1, seat)
        put.bind(2, Int64(bitPattern: time))
        put.bind(3, Int64(piece))
        put.bind(4, bytes)
        try put.run()
    }

    /// All pieces are there: from now on these are the rows that count.
    func complete(
        _ seat: [UInt8], at time: UInt64, size: Int64, _ boxedKey: [UInt8]
    ) throws(StoreError) {
        let put = try database.prepare("REPLACE INTO sealed_rows VALUES(?1, ?2, ?3, ?4)")
        put.bind(1, seat)
        put.bind(2, Int64(bitPattern: time))
        put.bind(3, size)
        put.bind(4, boxedKey)
        try put.run()
    }

    /// Takes away pieces that no complete rows are of. Returns whether there may be more.
    func dropPieces(of seat: [UInt8], but time: UInt64?, most: Int) throws(StoreError) -> Bool {
        let find = try database.prepare(
            "SELECT id FROM row_pieces WHERE seat = ?1 AND time <> ?2 LIMIT ?3")
        find.bind(1, seat)
        find.bind(2, time.map { Int64(bitPattern: $0) } ?? -1)
        find.bind(3, Int64(most))
        var found: [Int64] = []
        while try find.step() { found.append(find.integer(0)) }
        for id in found { try database.run("DELETE FROM row_pieces WHERE id = \(id)") }
        return found.count == most
    }

    /// Rows that were sealed with what is taken away now are not to come back.
    func dropSealedRows() throws(StoreError) {
        try database.run("DELETE FROM sealed_rows; DELETE FROM row_pieces")
    }

    func dropSealedRows(of seat: [UInt8]) throws(StoreError) {
        let drop = try database.prepare("DELETE FROM sealed_rows WHERE seat = ?1")
        drop.bind(1, seat)
        try drop.run()
    }
}
