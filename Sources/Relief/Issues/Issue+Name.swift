extension Issue.Sort {
    /// As stories call it: in small letters, with “-” between words.
    public var name: String {
        var name = ""
        for character in "\(self)" {
            name += character.isUppercase ? "-" + character.lowercased() : String(character)
        }
        return name
    }
}
