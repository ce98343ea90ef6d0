import Lattice
import Simulation
import TestSupport
import Wire

/// Encodings as they are often got wrong.
enum EncodingMutants {
    /// What is covered is left out, being of no interest to readers.
    enum LeaveOutCovered: RegisterRules {
        static func write(_ state: Register, to writer: inout Wire.Writer) {
            var standing = Register()
            for entry in state.marks.entries where entry.value.payload != nil {
                standing.marks.join(entry.key, entry.value)
            }
            standing.write(to: &writer)
        }
    }

    /// Elements are written in the order of their bytes, whatever their lengths.
    enum ElementsByValue: SetRules {
        static func draw(_ random: inout SeededRandom) -> SetWant {
            .add(Value(random.pick(["aa", "b"])))
        }

        static func write(_ state: AddWinsSet, to writer: inout Wire.Writer) {
            writer.put(map: state.elements.count)
            for (element, row) in state.elements.sorted(by: { $0.key < $1.key }) {
                var single = AddWinsSet()
                single.elements[element] = row
                // All but the head of a map of one.
                writer.put(item: Value(Array(single.encoding.dropFirst())).span)
            }
        }
    }

    /// Who carried a fact in does not matter for what it says.
    enum ContentsWithoutCarriers: FactsRules {
        static func write(_ state: Facts, to writer: inout Wire.Writer) {
            var bare = Facts()
            let dot = Dot(feed: Universe.feed(0), position: Position(word: 0))
            for key in state.keys {
                for content in state[key]?.contents.entries ?? [] {
                    bare.modify(key) { $0.join(content.key, carriedBy: dot) }
                }
            }
            bare.write(to: &writer)
        }
    }

    /// Of a tally only the difference is written.
    enum SumsAsValue: CounterRules {
        static func write(_ state: Counter, to writer: inout Wire.Writer) {
            var net = state
            net.tallies.forEachValue { _, tally in
                let common = min(tally.up, tally.down)
                tally.up -= common
                tally.down -= common
            }
            net.write(to: &writer)
        }
    }
}
