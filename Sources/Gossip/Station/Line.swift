internal import Identity
internal import Lattice

/// A session, as far as it matters whom it is with and whether it is still of use.
struct Line: Sendable {
    let run: RunID?
    let endpoint: Endpoint
    let isInitiator: Bool
    var hasMet = false
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

    /// When it counts as broken: nothing was heard although something should have been.
    var deadline: UInt64 { lastHeard + (hasMet ? 3 * NearLimits.look : NearLimits.silence) }

    /// What two held when they had told each other everything (spec/11-sync.md#meet-2).
    struct Pair: Hashable, Sendable {
        let mine: HoldingsRoot
        let theirs: HoldingsRoot
    }

    init(_ opened: StationInput.Opened, at now: UInt64) {
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
    /// Whether somebody said that it is to be reached, heard or not.
    var isGiven = false
    var failures: UInt64 = 0
    var notBefore: UInt64

    mutating func reset(at now: UInt64) { (failures, notBefore) = (0, now) }

    mutating func fail(at now: UInt64) {
        let step = NearLimits.backoff.lowerBound << min(failures, 8)
        notBefore = now + min(step, NearLimits.backoff.upperBound)
        failures += 1
    }
}
