package import Lattice

/// What others have said that they have and is not here: each thing is wanted of one of them, and
/// of the next where that one does not bring it (spec/11-sync.md#talk-8).
package struct Errands: Sendable {
    package struct Key: Hashable, Comparable, Sendable {
        let tier: Tier
        let sort: Sort
        let name: HoldingName

        package init(tier: Tier, sort: Sort, name: HoldingName) {
            (self.tier, self.sort, self.name) = (tier, sort, name)
        }

        package static func < (a: Self, b: Self) -> Bool {
            (a.tier, a.sort.rawValue, a.name) < (b.tier, b.sort.rawValue, b.name)
        }
    }

    /// Somebody who has it; of a feed, up to where.
    package struct Holder: Hashable, Sendable {
        package let session: SessionID
        var number: BundleNumber?

        package init(session: SessionID, number: BundleNumber?) {
            (self.session, self.number) = (session, number)
        }

        func has(_ number: BundleNumber?) -> Bool {
            (self.number?.value ?? 0) >= (number?.value ?? 0)
        }
    }

    private struct Errand {
        /// Of whom it is wanted, and since when; and by when something of it is to come.
        var holder: Holder
        var asked: UInt64
        var due: UInt64
        var others: [Holder] = []
    }

    /// Of whom what is to be wanted.
    package struct Ask: Hashable {
        let session: SessionID
        let key: Key

        package init(session: SessionID, key: Key) {
            (self.session, self.key) = (session, key)
        }
    }

    private var errands: [Key: Errand] = [:]
    /// Before that there is nothing to do.
    package private(set) var next: UInt64?

    package var isEmpty: Bool { errands.isEmpty }

    package init() {}

    /// Somebody has something that is not here. Whether it is to be wanted of them.
    package mutating func learn(_ key: Key, _ holder: Holder, at now: UInt64) -> Bool {
        guard var errand = errands[key] else {
            guard errands.count < TalkLimits.waiting else { return true }
            start(key, holder, others: [], at: now)
            return true
        }
        if errand.holder.session == holder.session {
            // More of it than was wanted comes after that.
            guard !errand.holder.has(holder.number) else { return false }
        }
        if let place = errand.others.firstIndex(where: { $0.session == holder.session }) {
            if !errand.others[place].has(holder.number) { errand.others[place] = holder }
        } else if errand.others.count < TalkLimits.holders {
            errand.others.append(holder)
        }
        errands[key] = errand
        return false
    }

    private mutating func start(
        _ key: Key, _ holder: Holder, others: [Holder], at now: UInt64
    ) {
        errands[key] = Errand(
            holder: holder, asked: now, due: now + TalkLimits.errand, others: others)
        next = min(next ?? .max, now + TalkLimits.errand)
    }

    /// It is here now, a feed up to a number. Says of whom more is to be wanted.
    package mutating func came(_ key: Key, upTo number: BundleNumber?, at now: UInt64) -> Ask? {
        guard var errand = errands[key] else { return nil }
        if let number, errand.holder.number.map({ number < $0 }) ?? false {
            errand.due = now + TalkLimits.errand
            errands[key] = errand
            return nil
        }
        errands[key] = nil
        let others = errand.others.filter { number.map($0.isBeyond) ?? false }
        return goOn(key, others, at: now)
    }

    /// Who has something beside whom it was wanted of.
    package func holders(_ key: Key) -> [Holder] {
        errands[key].map { [$0.holder] + $0.others } ?? []
    }

    /// Somebody says nothing more.
    package mutating func close(_ session: SessionID, at now: UInt64) -> [Ask] {
        var asks: [Ask] = []
        for key in errands.keys.sorted() {
            errands[key]?.others.removeAll { $0.session == session }
            guard let errand = errands[key], errand.holder.session == session else { continue }
            errands[key] = nil
            if let ask = goOn(key, errand.others, at: now) { asks.append(ask) }
        }
        return asks
    }

    /// What did not come in time is wanted of somebody else, unless who was asked brings other
    /// things meanwhile; and even then not for ever.
    package mutating func pass(at now: UInt64, broughtLast: (SessionID) -> UInt64) -> [Ask] {
        guard let due = next, due <= now else { return [] }
        next = nil
        var asks: [Ask] = []
        for (key, errand) in errands.sorted(by: { $0.key < $1.key }) {
            let brought = broughtLast(errand.holder.session) + TalkLimits.errand
            let due = min(max(errand.due, brought), errand.asked + TalkLimits.errandAtMost)
            guard due <= now else {
                next = min(next ?? .max, due)
                continue
            }
            errands[key] = nil
            if let ask = goOn(key, errand.others, at: now) { asks.append(ask) }
        }
        // Whoever names things all the time does not have all of them looked through all the time.
        next = next.map { max($0, now + TalkLimits.errandPause) }
        return asks
    }

    private mutating func goOn(_ key: Key, _ holders: [Holder], at now: UInt64) -> Ask? {
        guard let holder = holders.first else { return nil }
        start(key, holder, others: Array(holders.dropFirst()), at: now)
        return Ask(session: holder.session, key: key)
    }
}

extension Errands.Holder {
    fileprivate func isBeyond(_ number: BundleNumber) -> Bool {
        self.number.map { number < $0 } ?? false
    }
}
