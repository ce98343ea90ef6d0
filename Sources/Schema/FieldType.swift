public import Lattice

/// What the values of a field are (spec/09-schema.md#type-1).
public indirect enum FieldType: Hashable, Sendable {
    /// At most so many bytes.
    case text(most: Int)
    case integer(ClosedRange<Int64>)
    /// In units of 10 to the minus so much.
    case decimal(digits: Int, ClosedRange<Int64>)
    case quantity(digits: Int, ClosedRange<Int64>, units: [UInt16: Unit])
    /// With the digits of each; nil if any currency will do.
    case money(currencies: [String: Int]?)
    case truth
    case date
    case time
    case choice([UInt16: Option])
    /// Of one of these kinds; of any, if nil.
    case record([KindNumber]?)
    case person
    case hub
    case seat
    /// One text for each of several languages.
    case words(most: Int)
    /// A file that is kept elsewhere, of at most so many bytes.
    case file(most: UInt64)
    case token(most: Int)
    case list(most: Int, FieldType)
    case group([FieldNumber: Field])
    /// A fact of the ledger with exactly this content, of one of these kinds; of any, if nil.
    case fact([KindNumber]?)
    /// How far each of some feeds was known where it was written.
    case frontier
    /// Of a later version: its number, and all of it.
    case later(UInt64, Value)

    public struct Unit: Hashable, Sendable {
        public var symbol: String
        /// So many of unit 0 are one of it.
        public var numerator: UInt32
        public var denominator: UInt32

        public init(_ symbol: String, _ numerator: UInt32 = 1, over denominator: UInt32 = 1) {
            self.symbol = symbol
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    public struct Option: Hashable, Sendable {
        public var name: String
        public var labels: Labels

        public init(_ name: String, labels: Labels = [:]) {
            self.name = name
            self.labels = labels
        }
    }
}

/// Every bound of a schema, in one place.
public enum SchemaLimits {
    public static let bytes = 1 << 18
    public static let kinds = 256
    public static let fields = 128
    public static let names = 64
    public static let labels = 256
    public static let languages = 64
    public static let entries = 256
    public static let title = 8
    public static let rules = 64
    public static let sums = 16
    public static let weight: UInt64 = 3
    public static let digits: UInt64 = 9
    public static let text: UInt64 = 65_000
    public static let token: UInt64 = 64
    public static let symbol = 16
    public static let list: UInt64 = 4_096
    public static let feeds = 4_096
    public static let nesting = 4
    public static let file: UInt64 = 1 << 40
    public static let mediaType = 128
    public static let fileName = 255
    public static let language = 2...12

    /// What a number can be that every program counts without loss.
    public static let number: ClosedRange<Int64> = -(1 << 53)...(1 << 53)
    /// Days since 1970 in the years 1 to 9999.
    public static let days: ClosedRange<Int64> = -719_162...2_932_896
    private static let dayMilliseconds: Int64 = 86_400_000
    public static let times: ClosedRange<Int64> =
        days.lowerBound * dayMilliseconds...(days.upperBound + 1) * dayMilliseconds - 1
}
