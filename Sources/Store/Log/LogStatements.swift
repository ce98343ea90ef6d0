extension LogFile {
    /// What the log asks again and again, prepared once.
    struct Statements {
        let fact: Statement
        let facts: Statement
        let keepFact: Statement
        let addScope: Statement
        let addFeed: Statement
        let append: Statement
        let grow: Statement
        let steps: Statement
        let keepSteps: Statement
        let ofScope: Statement
        let ofFeed: Statement
        let at: Statement
        let hashes: Statement
        let keep: Statement
        let allKept: Statement
        let count: Statement
        let ownAt: Statement

        init(_ database: Database) throws(StoreError) {
            fact = try database.prepare("SELECT value FROM facts_of_device WHERE name = ?1")
            facts = try database.prepare(
                "SELECT value FROM facts_of_device WHERE name > ?1 AND name < ?2 ORDER BY name")
            keepFact = try database.prepare("REPLACE INTO facts_of_device VALUES(?1, ?2)")
            addScope = try database.prepare("INSERT INTO scopes(address) VALUES(?1)")
            addFeed = try database.prepare(
                "INSERT INTO feeds(name, scope, steps) VALUES(?1, ?2, x'')")
            append = try database.prepare(
                "INSERT INTO bundles(scope, feed, number, hash, bytes) VALUES(?1, ?2, ?3, ?4, ?5)")
            grow = try database.prepare("UPDATE feeds SET size = size + ?1 WHERE id = ?2")
            steps = try database.prepare("SELECT steps FROM feeds WHERE name = ?1")
            keepSteps = try database.prepare("UPDATE feeds SET steps = ?1 WHERE name = ?2")
            ofScope = try database.prepare(
                """
                SELECT place, hash, bytes FROM bundles WHERE scope = ?1 AND place > ?2
                ORDER BY place LIMIT ?3
                """)
            ofFeed = try database.prepare(
                """
                SELECT place, hash, bytes FROM bundles WHERE feed = ?1 AND number >= ?2
                ORDER BY number, place LIMIT ?3
                """)
            at = try database.prepare("SELECT place, hash, bytes FROM bundles WHERE place = ?1")
            hashes = try database.prepare(
                "SELECT hash FROM bundles WHERE feed = ?1 AND number = ?2 ORDER BY place")
            keep = try database.prepare(
                "INSERT OR IGNORE INTO kept(sort, hash, bytes) VALUES(?1, ?2, ?3)")
            allKept = try database.prepare("SELECT bytes FROM kept WHERE sort = ?1 ORDER BY id")
            count = try database.prepare("INSERT INTO own VALUES(?1, ?2, ?3)")
            ownAt = try database.prepare("SELECT hash FROM own WHERE count = ?1")
        }
    }
}
