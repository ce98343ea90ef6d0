/// What a person is told of something they should look at, in two sentences.
public struct Words: Hashable, Sendable {
    /// Why it is there.
    public let reason: String
    /// What can be done about it.
    public let remedy: String

    init(_ reason: String, _ remedy: String) { (self.reason, self.remedy) = (reason, remedy) }
}

/// The languages in which something is said to people.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case spanish = "es"
    case french = "fr"
    case arabic = "ar"
}

extension Issue.Sort {
    /// What is said of all issues of the sort; which record it is, is said beside it.
    public func words(in language: Language) -> Words? {
        switch language {
        case .english: English.issues[self]
        case .spanish: Spanish.issues[self]
        case .french: French.issues[self]
        case .arabic: Arabic.issues[self]
        }
    }
}

extension Notice.Sort {
    public func words(in language: Language) -> Words? {
        switch language {
        case .english: English.notices[self]
        case .spanish: Spanish.notices[self]
        case .french: French.notices[self]
        case .arabic: Arabic.notices[self]
        }
    }
}
