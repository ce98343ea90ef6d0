import Workloads

/// What the command line asks for.
struct Options {
    var lists = false
    var helps = false
    var isJSON = false
    var isTiny = false
    var runs = 5
    var names: [String] = []
    var sizes: [Int] = []

    /// A command line that asks for nothing sensible.
    struct Mistake: Error {
        let text: String
    }

    init(_ arguments: [String]) throws(Mistake) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--list": lists = true
            case "--help", "-h": helps = true
            case "--json": isJSON = true
            case "--tiny": isTiny = true
            case "--only": names.append(try Self.name(rest.popFirst()))
            case "--runs": runs = try Self.number(rest.popFirst(), after: option)
            case "--size": sizes.append(try Self.number(rest.popFirst(), after: option))
            default:
                throw Mistake(text: "There is no option \(option).")
            }
        }
        if isTiny { runs = 1 }
    }

    private static func name(_ argument: String?) throws(Mistake) -> String {
        guard let argument else {
            throw Mistake(text: "--only needs a name, or the beginning of one.")
        }
        guard !Workload.named([argument]).isEmpty else {
            throw Mistake(
                text: "There is no workload \(argument), nor one that begins so; see --list.")
        }
        return argument
    }

    private static func number(_ argument: String?, after option: String) throws(Mistake) -> Int {
        guard let number = argument.flatMap({ Int($0) }), (1...100_000_000).contains(number) else {
            throw Mistake(text: "\(option) needs a number from 1 to 100000000.")
        }
        return number
    }

    /// The sizes at which a workload is to be measured.
    func sizes(of workload: Workload) -> [Int] {
        if !sizes.isEmpty { return sizes.sorted() }
        return isTiny ? Array(workload.sizes.prefix(1)) : workload.sizes
    }

    static let help = """
        Measures how fast Causeway is, and how much memory it takes.

        Usage: causeway-bench [option ...]

          --list        name the workloads and say what they do
          --only NAME   only this workload, or all whose names begin so; may be repeated
          --size N      this size instead of the usual ones; may be repeated
          --runs N      measured runs of each workload and size, after one to warm up; usually 5
          --json        one JSON object a line instead of a table
          --tiny        the smallest sizes and one run: shows that everything works, no more
          --help        this text

        Examples:

          causeway-bench --only scope.join --runs 3
          causeway-bench --only join.empty --only limit. --size 10000 --size 100000
          causeway-bench --tiny --json

        Results go to standard output, progress to standard error. Times are of one operation; heap
        growth is of one operation too in the table, and of a whole run in JSON.
        """
}
