internal import Schema
internal import Wire

extension FieldType {
    /// What a file is by: its hash, how long it is, of which sort, and what people call it.
    private static let fileMembers = ["hash", "bytes", "type", "name"]

    static func write(
        file members: [JSON.Member], _ most: UInt64, to writer: inout Writer
    ) throws(ValueFault) {
        for member in members where !fileMembers.contains(member.name) {
            throw ValueFault(
                "is no part of a file" + Nearest.advice(for: member.name, among: fileMembers),
                at: member.name)
        }
        var found: [JSON] = []
        for name in fileMembers {
            guard let member = members.first(where: { $0.name == name }) else {
                throw ValueFault("“\(name)” of the file is missing")
            }
            found.append(member.value)
        }
        writer.put(array: 4)
        for (name, json) in zip(fileMembers, found) {
            do throws(ValueFault) {
                switch name {
                case "hash":
                    let hash = try IDText.readBytes(try json.text(), count: 32)
                    writer.put(bytesHead: hash.count)
                    writer.put(encoded: hash)
                case "bytes":
                    let range = 0...Int64(clamping: most)
                    let digits = try json.decimal()
                    writer.put(integer: try DecimalText.read(digits, digits: 0, in: range))
                case "type": writer.put(text: try json.text(most: SchemaLimits.mediaType))
                default: writer.put(text: try json.text(most: SchemaLimits.fileName))
                }
            } catch { throw error.within(name) }
        }
    }
}
