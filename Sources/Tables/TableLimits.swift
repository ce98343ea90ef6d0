internal import Lattice

/// Every bound of tables, in one place (spec/17-tables.md#table-2).
public enum TableLimits {
    /// Rows below the header.
    public static let rows = 100_000
    public static let columns = 256
    /// Bytes of one cell: as many as the longest text of a record has.
    public static let cell = 65_000
    /// Changes of one entry, and how much they take at most by a cautious estimate: half a bundle,
    /// so that what an estimate cannot know still fits.
    public static let edits = 2_000
    public static let entryBytes = Limits.bodyBytes / 2
    /// What a change takes beside its value: names, and what it has seen.
    static let editBytes = 250
    /// How much of a cell is shown to say which one is meant.
    static let shownCell = 60
}
