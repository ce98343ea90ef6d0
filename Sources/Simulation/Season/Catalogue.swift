/// A catalogue that nobody has, but that looks like those that people have: codes of eight to
/// fifteen characters, some 230 families, descriptions with commas and quotes, every third with a
/// weight.
public struct Catalogue: Sendable {
    public struct Entry: Hashable, Sendable {
        public let code: String
        public let name: String
        public let family: String
        /// As the kind of items numbers them.
        public let unit: Int64
        /// In grams.
        public let weight: Int64?
        public let isPerishable: Bool
    }

    public let entries: [Entry]

    private static let things = [
        "Tarpaulin", "Blanket", "Bucket", "Jerrycan", "Rice", "Beans", "Lentils", "Soap",
        "Mosquito net", "Tent", "Rope", "Shovel", "Lamp", "Stove", "Bandage", "Syringe",
        "Paracetamol", "Chlorine", "Pipe", "Cement", "Sheet", "Nail", "Mat", "Towel", "Diaper",
        "Milk powder", "Oil", "Salt", "Sugar", "Flour", "Water filter", "Radio", "Battery",
    ]
    private static let sorts = [
        "plastic", "woven", "\"heavy duty\"", "family size", "for children", "sterile", "treated",
        "folding", "solar", "galvanised", "white", "reinforced", "\"type B\"", "unscented",
    ]
    private static let sizes = ["2 x 3 m", "4 x 6 m", "10 l", "20 l", "25 kg", "500 mg", "6 mm"]

    /// The same for the same number and seed.
    public init(of count: Int, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        entries = (0..<count).map { number in
            let thing = random.pick(Self.things)
            let family = "\(thing) \(1 + random.below(7))"
            var name = thing
            if random.chance(80) {
                name += ", " + random.pick(Self.sorts)
                if random.chance(60) { name += ", " + random.pick(Self.sizes) }
            }
            let letters = thing.uppercased().unicodeScalars.filter { ("A"..."Z").contains($0) }
            let code =
                String(String.UnicodeScalarView(letters.prefix(3 + random.below(5))))
                + "-" + String(1_000_000 + number).dropFirst()
            return Entry(
                code: code, name: String(name.prefix(62)), family: family,
                unit: Int64(random.below(15)),
                weight: random.chance(33) ? Int64(10 + random.below(50_000)) : nil,
                isPerishable: random.chance(25))
        }
    }
}
