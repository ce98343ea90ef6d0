internal import Identity
internal import Lattice
internal import Seal

/// A session, as far as it matters whom it is with and whether it is still of use.
struct Line: Sendable {
    let run: RunID?
    let endpoint: Endpoint
    let isInitiator: Bool
    let device: DeviceKey?
    let began: UInt64
    var hasMet = false
    /// Whether the two have met at any time.
    var wasOfUse = false
    /// Whether it is with somebody who never comes to an end.
    var isSlow: Bool
    /// When something was last said or heard that was news.
    var lastNews: UInt64
    /// When anything was heard.
    var lastHeard: UInt64
    /// The roots that the two told each other last.
    var told: HoldingsRoot?
    var theirs: HoldingsRoot?
    /// That they differ, and since when; and with which roots the last comparison began.
    var differing: (pair: Pair, since: UInt64)?
    var compared: Pair?
    var nextLook: UInt64
    /// When it was compared last because roots differed, and how often that did not help.
    var comparedAt: UInt64 = 0
    var fruitless: UInt64 = 0

    /// When it counts as broken: nothing was heard although something should have been.
    var deadline: UInt64 { lastHeard + (hasMet ? 3 * NearLimits.look : NearLimits.silence) }

    /// Whether much is being told in it, so that others had better wait. Where nothing new
    /// comes for a while, or something does all the time, nobody waits (spec/11-sync.md#meet-3).
    func isBusy(at now: UInt64) -> Bool {
        !hasMet && !isSlow && now < lastNews + NearLimits.silence && now < patienceEnds
    }

    func mayCompare(at now: UInt64) -> Bool {
        fruitless == 0 || comparedAt + NearLimits.patience << min(fruitless, 8) <= now
    }

    var patienceEnds: UInt64 { began + NearLimits.meeting }

    /// What two held when they had told each other everything (spec/11-sync.md#meet-2).
    struct Pair: Hashable, Sendable {
        let mine: HoldingsRoot
        let theirs: HoldingsRoot
    }

    init(_ opened: StationInput.Opened, isSlow: Bool, at now: UInt64) {
        self.isSlow = isSlow
        began = now
        device = opened.device
        run = opened.run
        endpoint = opened.endpoint
        isInitiator = opened.isInitiator
        lastNews = now
        lastHeard = now
        nextLook = now
    }
}

/// Whom to reach, and when to try again (spec/11-sync.md#meet-3).
struct Acquaintance: Sendable {
    /// Who led there.
    enum Lead: Sendable { case beacon, memory, person }

    var lead = Lead.beacon
    /// Whether it is to be reached, though nobody is heard from there.
    var isGiven: Bool { lead != .beacon }
    /// Whether somebody was met there.
    var isKnown = false
    var failures: UInt64 = 0
    var notBefore: UInt64

    mutating func reset(at now: UInt64) { (failures, notBefore) = (0, now) }

    mutating func fail(at now: UInt64) {
        let step = NearLimits.backoff.lowerBound << min(failures, 8)
        notBefore = now + min(step, NearLimits.backoff.upperBound)
        failures += 1
    }
}
