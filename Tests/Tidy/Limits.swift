/// How large things may grow, in one place.
enum Limit {
    /// Characters in a line of code, so that two files fit side by side.
    static let columns = 100

    /// Lines in a file of code. A file that reaches this has more than one concern.
    static let fileLines = 600

    /// Lines in a function, from the line of `func` to the closing brace: one screen.
    static let functionLines = 70
}
