/// The steps by which a file came to be what it is, each done once and for good.
///
/// A file says how many of them it has seen, and the least version of the program that can use it:
/// steps that only add leave that as it is, so that an older program goes on with a newer file and
/// keeps what it does not know.
struct Migrations {
    struct Step {
        let sql: String
        /// Whether a program that does not know the step spoils the file.
        let isBreaking: Bool

        init(_ sql: String, isBreaking: Bool = false) {
            self.sql = sql
            self.isBreaking = isBreaking
        }
    }

    /// What marks a file as one of this program, and of which sort.
    let mark: Int64
    let steps: [Step]

    private static let table =
        "CREATE TABLE versions(one INTEGER PRIMARY KEY CHECK (one = 1), least INTEGER NOT NULL)"

    /// Brings a file up to date; one that is too new is left as it is.
    func apply(to database: Database) throws(StoreError) {
        let found = try database.number("PRAGMA application_id")
        let version = try database.number("PRAGMA user_version")
        let tables = try database.number("SELECT count(*) FROM sqlite_master")
        guard found == mark || (found == 0 && version == 0 && tables == 0) else {
            throw StoreError(database.path, .foreign)
        }
        if found == mark {
            let least = try database.number("SELECT least FROM versions")
            guard least <= Int64(steps.count) else {
                throw StoreError(database.path, .newer(Int(version)))
            }
        }
        guard version < Int64(steps.count) else { return }
        try database.run("BEGIN IMMEDIATE")
        do throws(StoreError) {
            if found != mark {
                try database.run(Self.table)
                try database.run("INSERT INTO versions VALUES(1, 0)")
            }
            for (number, step) in steps.enumerated() where Int64(number) >= version {
                try database.run(step.sql)
                if step.isBreaking {
                    try database.run("UPDATE versions SET least = \(number + 1)")
                }
            }
            try database.run("PRAGMA application_id = \(mark)")
            try database.run("PRAGMA user_version = \(steps.count)")
            try database.run("COMMIT")
        } catch {
            try? database.run("ROLLBACK")
            throw error
        }
    }
}
