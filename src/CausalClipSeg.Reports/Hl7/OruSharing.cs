namespace CausalClipSeg.Reports.Hl7;

/// <summary>Which orders of one patient have no words of their own, and whose text is on them as well: one text on several orders is one report.</summary>
/// <param name="Text">The order whose text the others share; null where several texts stand beside them, and it cannot be told which is theirs.</param>
/// <param name="WithoutWords">The orders that are no reports of their own.</param>
internal sealed record OruSharing(OruOrder? Text, IReadOnlyList<OruOrder> Sharing, IReadOnlyList<OruOrder> WithoutWords)
{
    public static OruSharing Of(IReadOnlyList<OruOrder> orders)
    {
        var speaking = orders.Where(order => order.Speaks).ToList();
        // Beside a withdrawal, an order that says nothing at all claims no result.
        if (speaking.Count == 0)
            return new(null, [], orders.All(SaysNothing) ? [] : [.. orders.Where(SaysNothing)]);
        var text = speaking.DistinctBy(order => order.FillerNumber ?? $"OBR {order.Number}").Count() == 1 ? speaking[0] : null;
        // A document that cannot be read is not the text beside it, unless both are of one order.
        var silent = orders.Where(order => !order.Speaks && !order.Status!.Value.MeansSomethingWithoutText()
            && (order.Rows.Unreadable is null || speaking.Exists(other => AreOne(order, other)))).ToList();
        // Nor is a signed text the result of an order that is not signed yet.
        return new(text, [.. silent.Where(order => text is not null && (text.Status!.Value.IsUnsigned() || !order.Status!.Value.IsUnsigned()))], silent);
    }

    /// <summary>The order and those that share its text, as the message has them.</summary>
    public IEnumerable<OruOrder> OrdersOf(OruOrder order) => order == Text ? Sharing.Append(order).OrderBy(one => one.Number) : [order];

    private static bool SaysNothing(OruOrder order) => order is { StatedStatus.Length: 0, Status: ReportStatus.Final, Rows: { Unreadable: null, Text.Text.Length: 0 } };

    private static bool AreOne(OruOrder one, OruOrder other) =>
        (one.FillerNumber is { } filler && filler == other.FillerNumber) || OruIdentifiers.Accessions([one]).Intersect(OruIdentifiers.Accessions([other])).Any();
}
