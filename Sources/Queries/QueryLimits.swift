/// Every bound of a query, in one place.
public enum QueryLimits {
    /// Filters within each other.
    public static let depth = 16
    /// Filters, and values that they name, in all.
    public static let parts = 1_000
    /// Bytes of a text that is looked for.
    public static let text = 1_000
    /// Fields that one order goes by.
    public static let orders = 4
    /// Rows of a page.
    public static let page = 1...1_000
    /// Bytes of a key as an index holds it.
    public static let key = 256
    /// Bytes of a cursor: four texts of the longest, each twice, fit many times over.
    public static let cursor = 1 << 22
}
