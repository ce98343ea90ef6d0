import CSQLite
import Foundation

/// How many rows of a table there are in the state file of a folder.
func rowCount(_ table: String, in folder: String) -> Int? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard let name = names.first(where: { $0.hasSuffix(".db") }) else { return nil }
    var handle: OpaquePointer?
    var read: OpaquePointer?
    sqlite3_open(folder + "/" + name, &handle)
    defer { sqlite3_close(handle) }
    sqlite3_prepare_v2(handle, "SELECT count(*) FROM " + table, -1, &read, nil)
    defer { sqlite3_finalize(read) }
    return sqlite3_step(read) == SQLITE_ROW ? Int(sqlite3_column_int64(read, 0)) : nil
}

/// How SQLite would answer a question in the state file of a folder, step by step.
func plan(of question: String, in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard let name = names.first(where: { $0.hasSuffix(".db") }) else { return [] }
    var handle: OpaquePointer?
    var read: OpaquePointer?
    sqlite3_open(folder + "/" + name, &handle)
    defer { sqlite3_close(handle) }
    sqlite3_prepare_v2(handle, "EXPLAIN QUERY PLAN " + question, -1, &read, nil)
    defer { sqlite3_finalize(read) }
    var steps: [String] = []
    while sqlite3_step(read) == SQLITE_ROW {
        steps.append(sqlite3_column_text(read, 3).map { String(cString: $0) } ?? "")
    }
    return steps
}
