public import Bundles
public import Charter

/// What a charter is made of, as it travels.
public enum CharterItem: Hashable, Sendable {
    case root(RootRecord)
    case bundle([UInt8])
    case proof(ForkProof)
}

extension Charter {
    /// Takes in what can be, again and again until nothing more can, and draws the consequences.
    /// Returns what waits.
    mutating func take(_ items: [CharterItem]) -> [CharterItem] {
        var waiting = items
        while true {
            var left: [CharterItem] = []
            for item in waiting where waits(item) { left.append(item) }
            let isDone = left.count == waiting.count
            waiting = left
            if isDone { break }
        }
        settle()
        return waiting
    }

    /// Whether an item waits for another. What is wrong is dropped.
    private mutating func waits(_ item: CharterItem) -> Bool {
        switch item {
        case .root(let record):
            if case .waits? = try? insert(record) { return true }
        case .bundle(let bytes):
            do throws(IntakeError) {
                if case .waits = try receive(bytes) { return true }
            } catch { return error.isWait }
        case .proof(let proof):
            do throws(ProofError) { _ = try insert(proof) } catch {
                if case .unknownSeat = error { return true }
            }
        }
        return false
    }
}
