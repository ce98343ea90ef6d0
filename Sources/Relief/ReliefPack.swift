public import Charter
public import Packs
public import Schema

/// The kinds of record of a relief operation, and who may write them (spec/10-relief.md).
public enum Relief {
    /// The pack as it is declared in relief.json.
    public static let pack: Pack = {
        do throws(PackFaults) { return try Pack(json: PackageResources.relief_json) } catch {
            preconditionFailure("the pack that comes with the program is sound: \(error)")
        }
    }()

    /// The schema of an operation that has no other packs.
    public static let schema: Schema = {
        do throws(PackFaults) { return try Schema(combining: [pack]) } catch {
            preconditionFailure("the pack that comes with the program stands alone: \(error)")
        }
    }()

    /// What a realm is founded with.
    public static let policy: Policy = {
        do throws(PackFaults) { return try Policy.offices.adding([pack]) } catch {
            preconditionFailure("the pack that comes with the program fits the offices: \(error)")
        }
    }()
}
