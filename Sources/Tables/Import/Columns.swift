internal import Lattice

/// Where in a table the columns of a mapping are.
struct Columns {
    /// The place of a column in its rows.
    struct Place {
        let index: Int
        let header: String
        let target: Mapping.Target
    }

    private(set) var places: [Place] = []
    private(set) var problems: [TableProblem] = []
    private(set) var unread: [String] = []
    /// Fields whose columns cannot be told: of those nothing is asked of any row.
    private(set) var untold: Set<FieldNumber> = []
    /// Columns without a header, where nothing is to stand.
    let nameless: Set<Int>
    let count: Int

    init(_ table: Table, _ mapping: Mapping) {
        let headers = table.header.map(\.trimmed)
        count = headers.count
        nameless = Set(headers.indices.filter { headers[$0].isEmpty })
        let alike = headers.map(\.alike)
        var used: Set<Int> = []
        for column in mapping.columns {
            let header = column.header.trimmed
            var found = headers.indices.filter { headers[$0] == header }
            // What somebody saved is not to fail for a letter in small.
            if found.isEmpty {
                found = alike.indices.filter { !alike[$0].isEmpty && alike[$0] == header.alike }
            }
            if found.count != 1 { untold.insert(column.target.field) }
            guard let index = found.first else {
                problems.append(
                    TableProblem(
                        1, in: header,
                        "there is no such column; add it, or take it out of the mapping"))
                continue
            }
            used.formUnion(found)
            guard found.count == 1 else {
                problems.append(
                    TableProblem(
                        1, in: header, "there are \(found.count) columns of this name; rename them")
                )
                continue
            }
            places.append(Place(index: index, header: headers[index], target: column.target))
        }
        let leftOut = Set(mapping.leftOut.map(\.trimmed) + [Table.errorColumn])
        for (index, header) in headers.enumerated()
        where !used.contains(index) && !header.isEmpty && !leftOut.contains(header) {
            unread.append(header)
        }
    }
}
