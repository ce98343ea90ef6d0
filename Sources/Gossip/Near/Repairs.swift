internal import Bundles
internal import Identity
internal import Lattice

/// Small gaps, asked for and filled by datagram; whoever hears that somebody else asks, or answers,
/// does not (spec/11-sync.md#near-5).
struct Repairs: Sendable {
    /// What this device lacks of a feed, as far as it knows.
    struct Gap: Sendable {
        var from: BundleNumber
        var to: BundleNumber
        var due: UInt64
        var tries = 0
        /// Who said that there is more.
        let source: RunID
        let link: LinkID
    }

    /// What somebody else lacks and this device has.
    struct Answer: Sendable {
        let link: LinkID
        let number: BundleNumber
        let feed: FeedID
        let due: UInt64
    }

    private(set) var gaps: SortedMap<FeedID, Gap> = SortedMap()
    private(set) var answers: [Answer] = []
    /// What was said by anybody a moment ago.
    private(set) var recent: [(feed: FeedID, number: BundleNumber, at: UInt64)] = []
    private static let mostAnswers = 128
    private static let mostGaps = 64

    var next: UInt64? {
        let asks = gaps.entries.lazy.map(\.value.due).min()
        let answers = answers.lazy.map(\.due).min()
        return [asks, answers].compactMap { $0 }.min()
    }

    /// Something is there that this device lacks.
    mutating func lack(
        _ feed: FeedID, _ range: ClosedRange<BundleNumber>, from source: RunID, on link: LinkID,
        due: UInt64
    ) {
        if gaps.change(feed, { $0.to = max($0.to, range.upperBound) }) != nil { return }
        guard gaps.count < Self.mostGaps else { return }
        gaps[feed] = Gap(
            from: range.lowerBound, to: range.upperBound, due: due, source: source, link: link)
    }

    /// The feed has grown to there.
    mutating func have(_ feed: FeedID, to number: BundleNumber) {
        guard let gap = gaps[feed] else { return }
        if number >= gap.to {
            gaps[feed] = nil
        } else if number >= gap.from {
            gaps.change(feed) { ($0.from, $0.tries) = (number.next, 0) }
        }
    }

    mutating func giveUp(_ feed: FeedID) { gaps[feed] = nil }

    /// Somebody else asks for it: the answer is for all.
    mutating func heard(_ ask: Signal.Ask, until due: UInt64) {
        gaps.change(ask.feed) { gap in
            if ask.from <= gap.from, ask.to >= gap.from { gap.due = max(gap.due, due) }
        }
    }

    /// What is to be asked for now, by link; and the gaps that nobody filled.
    mutating func asks(
        at now: UInt64, _ pause: (Int) -> UInt64
    ) -> (asks: [LinkID: [Signal.Ask]], unfilled: [Gap]) {
        var asks: [LinkID: [Signal.Ask]] = [:]
        var unfilled: [Gap] = []
        for (feed, gap) in gaps.entries.map({ ($0.key, $0.value) }) where gap.due <= now {
            guard gap.tries < NearLimits.askTries else {
                gaps[feed] = nil
                unfilled.append(gap)
                continue
            }
            guard asks[gap.link, default: []].count < NearLimits.asks else { continue }
            asks[gap.link, default: []].append(.init(feed: feed, from: gap.from, to: gap.to))
            gaps.change(feed) { gap in
                gap.tries += 1
                gap.due = now + pause(gap.tries)
            }
        }
        return (asks, unfilled)
    }

    /// Somebody asks for what this device has.
    mutating func promise(_ answer: Answer) {
        let isThere = answers.contains { $0.feed == answer.feed && $0.number == answer.number }
        guard !isThere, answers.count < Self.mostAnswers else { return }
        let isRecent = recent.contains { $0.feed == answer.feed && $0.number == answer.number }
        if !isRecent { answers.append(answer) }
    }

    /// Somebody said it: nobody else has to.
    mutating func said(_ feed: FeedID, _ number: BundleNumber, at now: UInt64) {
        answers.removeAll { $0.feed == feed && $0.number == number }
        recent.removeAll { $0.at + NearLimits.answered < now }
        if recent.count < Self.mostAnswers { recent.append((feed, number, now)) }
    }

    /// What is to be answered now, by link, in the order of the feeds.
    mutating func due(at now: UInt64) -> [LinkID: [Answer]] {
        recent.removeAll { $0.at + NearLimits.answered < now }
        let due = answers.filter { $0.due <= now }
        answers.removeAll { $0.due <= now }
        return Dictionary(grouping: due, by: \.link).mapValues { all in
            all.sorted { ($0.feed, $0.number) < ($1.feed, $1.number) }
        }
    }
}
