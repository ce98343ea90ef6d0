internal import Seal
internal import Wire

extension Writer {
    /// What a passphrase is tried with (spec/07-confidentiality.md#seal-9).
    mutating func put(_ cost: PassphraseCost, _ salt: Salt) {
        put(array: 3)
        put(UInt64(cost.passes))
        put(UInt64(cost.kibibytes))
        put(salt)
    }
}

extension Reader {
    mutating func passphrase() throws(WireError) -> (cost: PassphraseCost, salt: Salt) {
        try array(of: 3)
        let place = offset
        let passes = try count(in: PassphraseCost.passes)
        let size = try count(in: PassphraseCost.kibibytes)
        guard let cost = PassphraseCost(passes: passes, kibibytes: size) else {
            throw fault(.outOfRange, at: place)
        }
        return (cost, try identifier())
    }

    private mutating func count(in range: ClosedRange<Int>) throws(WireError) -> Int {
        Int(try unsigned(in: UInt64(range.lowerBound)...UInt64(range.upperBound)))
    }
}

extension Passphrase {
    /// The key that follows from one that is chosen anew.
    func chosenKey(_ cost: PassphraseCost, salt: Salt) throws(UnlockError) -> SealingKey {
        guard isLongEnough else { throw .tooShort }
        return try triedKey(cost, salt: salt)
    }

    /// The key that follows from one that is tried.
    func triedKey(_ cost: PassphraseCost, salt: Salt) throws(UnlockError) -> SealingKey {
        guard !isTooLong else { throw .tooLong }
        guard let key = key(cost, salt: salt) else {
            throw .noMemory(kibibytes: cost.kibibytes)
        }
        return key
    }
}
