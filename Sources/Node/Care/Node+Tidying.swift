internal import Store

extension Node {
    /// Takes away what a node of this folder left in memory, in the clear, when it was killed: now,
    /// and not when one is opened again (spec/08-store.md#store-1). Refused while one is open.
    /// Returns how many files are gone.
    @discardableResult
    public static func tidy(_ settings: Settings) throws(NodeError) -> Int {
        let folders = MemoryFolder.left(settings.run, for: settings.data)
        do throws(StoreError) { return try FileStorage.tidy(settings.data, folders) } catch {
            throw .store(error)
        }
    }
}
