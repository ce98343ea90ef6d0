public import Lattice

// The kinds that relief.json declares besides those that the charter speaks of.
extension KindNumber {
    public static let order = Self(74)
    public static let countLine = Self(68)
    public static let level = Self(69)
    public static let withdrawal = Self(81)
    public static let changeRequest = Self(82)
    public static let transitLoss = Self(83)
    public static let transferRequest = Self(84)
    public static let reservation = Self(85)
    public static let resolution = Self(86)
    public static let release = Self(87)
    public static let refusal = Self(88)
    public static let closing = Self(89)
    public static let hubProfile = Self(97)
    public static let personProfile = Self(99)
    public static let itemRequest = Self(100)
    public static let agencyProfile = Self(101)
    public static let colleague = Self(102)
    public static let readMark = Self(113)
    public static let pulse = Self(114)
}

/// In what state goods are.
public enum Condition: Int64, CaseIterable, Comparable, Hashable, Sendable {
    case usable
    case damaged
    case expired
    case quarantined

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
