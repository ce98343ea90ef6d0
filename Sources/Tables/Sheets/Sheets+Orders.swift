internal import Relief

extension Sheets {
    /// Each line of each order, and what has become of it.
    public func orders() -> Table {
        var rows: [[String]] = []
        for (name, standing) in operation.orders.all {
            let order = standing.order
            for line in standing.lines {
                rows.append(
                    [
                        text(of: name), standing.state.rawValue, known.text(of: order.source),
                        known.text(of: order.destination), "\(line.line.number)",
                    ] + item(line.line.item) + [
                        line.line.batch ?? "", "\(line.line.condition)",
                        amount(Int128(line.line.amount)), amount(line.sent), amount(line.good),
                        amount(line.damaged), amount(line.lost), amount(line.onItsWay),
                        amount(standing.isEnded ? 0 : line.open),
                    ])
            }
        }
        return table(
            ["order", "state", "from", "to", "line"] + Self.itemHeader + [
                "batch", "condition", "ordered", "sent", "good", "damaged", "lost", "on-its-way",
                "open",
            ], rows)
    }

    /// Each item of what each hub asked for, and what has become of it.
    public func demands() -> Table {
        var rows: [[String]] = []
        for (_, standing) in operation.orders.allDemands {
            for need in standing.needs {
                rows.append(
                    [
                        standing.demand.code, standing.state.rawValue,
                        known.text(of: standing.demand.hub),
                    ] + item(need.item) + [
                        amount(need.wanted), amount(need.ordered), amount(need.sent),
                        amount(need.received),
                        standing.orders.map { text(of: $0) }.joined(separator: " "),
                    ])
            }
        }
        return table(
            ["demand", "state", "hub"] + Self.itemHeader + [
                "wanted", "ordered", "sent", "received", "orders",
            ], rows)
    }
}
