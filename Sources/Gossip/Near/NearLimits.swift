/// Every bound of what devices say to all who are near, in one place, in milliseconds where it is
/// a time (spec/11-sync.md#near-1).
public enum NearLimits {
    public static let version: UInt64 = 1
    /// Of a signal, before it is sealed.
    public static let signal = 1_160
    /// The highest number that a signal of a run can have.
    public static let serial: UInt64 = (1 << 63) - 1
    /// Between beacons while something is new, and when nothing is.
    public static let shortest: UInt64 = 250
    public static let longest: UInt64 = 32_000
    /// However quiet it is, each shows itself so often: so long for each who is near, within these.
    static let presenceForEach: UInt64 = 1_500
    static let presence: ClosedRange<UInt64> = 30_000...300_000
    /// Whoever was not heard of for so many times of presence is not counted as near.
    static let forgetting: UInt64 = 4
    /// How many are remembered.
    static let neighbours = 512
    public static let hints = 8
    public static let asks = 16
    public static let newsBundles = 16
    /// Of one feed, what is asked for by datagram; what is more needs a session.
    static let gap: UInt64 = 16
    /// How long to wait whether somebody else asks, and answers.
    static let askDelay: ClosedRange<UInt64> = 5...40
    static let answerDelay: ClosedRange<UInt64> = 10...120
    static let askAgain: UInt64 = 60
    static let askTries = 4
    /// What was answered is not answered again so soon.
    static let answered: UInt64 = 150
    /// Bytes that may be sent to all of a link in a second, and at once.
    static let rate: UInt64 = 64_000
    static let burst: UInt64 = 128_000
    /// What is left of that for beacons and news, however much is asked for.
    static let reserve: UInt64 = 64_000

    /// Sessions that are open, and those of them in which much is being told.
    static let sessions = 32
    /// A relay begins none, and holds more.
    static let relaySessions = 1_000
    /// With somebody who was given by their address; what ends sooner was of no use.
    static let lasting: UInt64 = 60_000
    static let busySessions = 3
    /// Of one device; it needs one.
    static let sessionsOfOne = 3
    /// For so long others wait for a session in which something new comes all the time.
    static let meeting: UInt64 = 300_000
    static let slow = 64
    static let dials = 4
    /// Within so long so many are begun of those that beacons lead to.
    static let dialsInSpan = 16
    static let dialSpan: UInt64 = 16_000
    /// Of these and those at once, what is left for places where somebody was met before.
    static let knownPlaces = 1
    static let knownPlacesInSpan = 4
    /// Places of which it is remembered whether somebody answered.
    static let places = 512
    /// A dial that says nothing.
    static let dialTime: UInt64 = 10_000
    static let backoff: ClosedRange<UInt64> = 2_000...300_000
    /// Who is near and has other things is met when that did not pass by itself.
    static let patience: UInt64 = 1_000
    /// Of those who have the same one at a time meets somebody who has not.
    static let turn: UInt64 = 100
    static let turnAtMost: UInt64 = 5_000
    /// A session of two who hear each other anyway is closed when nothing was said for so long.
    static let idle: UInt64 = 5_000
    /// Between two looks whether both hold the same, in a session that stays open.
    static let look: UInt64 = 60_000
    /// Who has not said all and says nothing for so long is not waited for.
    static let silence: UInt64 = 30_000
    /// Somebody whom one cannot hear is kept in a session; so many of them.
    static let kept = 6
    /// Who says what they hold says it again no sooner.
    static let stating: UInt64 = 600_000
    /// Having slept, one waits at most so long before one speaks.
    static let waking: UInt64 = 2_000
    /// The machine slept if the clock that goes on in sleep gained so much on the other.
    static let nap: UInt64 = 2_000
    /// Keys that somebody lacks are delivered within so long for each who is near.
    static let keys: UInt64 = 500
    static let keysAtMost: UInt64 = 30_000
    /// After the charter changed, second envelopes are made within so long for each who is near.
    static let spares: UInt64 = 10_000
    static let sparesAtMost: UInt64 = 600_000
    /// After the charter changed, a key of `common` is begun within so long for each who is near,
    /// if news could not be said under the last one.
    static let renewal: UInt64 = 1_000
    static let renewalAtMost: UInt64 = 60_000
    /// A clock that differs by so much from most others is wrong.
    static let clock: Int64 = 120_000
    static let clockWitnesses = 3
}
