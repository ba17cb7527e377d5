namespace CausalClipSeg.Reports.Hl7;

/// <summary>Which refusal is answered with which code: a table and not code, because sites' interface engines differ.</summary>
public sealed class AcknowledgementRules
{
    private readonly Dictionary<ReportProblemKind, AcknowledgementCode> _codes;

    private AcknowledgementRules(Dictionary<ReportProblemKind, AcknowledgementCode> codes) => _codes = codes;

    /// <summary>AR for a header we do not serve and for our own faults; AE for what the sender must mend.</summary>
    public static AcknowledgementRules Default { get; } = new(new()
    {
        [ReportProblemKind.NotAReport] = AcknowledgementCode.Reject,
        [ReportProblemKind.Malformed] = AcknowledgementCode.Error,
        [ReportProblemKind.UnsupportedMessageType] = AcknowledgementCode.Reject,
        [ReportProblemKind.UnsupportedEvent] = AcknowledgementCode.Reject,
        [ReportProblemKind.UnsupportedProcessingId] = AcknowledgementCode.Reject,
        [ReportProblemKind.UnsupportedVersion] = AcknowledgementCode.Reject,
        [ReportProblemKind.UnsupportedCharacterSet] = AcknowledgementCode.Error,
        [ReportProblemKind.MissingField] = AcknowledgementCode.Error,
        [ReportProblemKind.UnknownValue] = AcknowledgementCode.Error,
        [ReportProblemKind.NoReadableText] = AcknowledgementCode.Error,
        [ReportProblemKind.TooLarge] = AcknowledgementCode.Error,
        [ReportProblemKind.NoResultYet] = AcknowledgementCode.Accept,
        [ReportProblemKind.NothingToDo] = AcknowledgementCode.Accept,
        [ReportProblemKind.EventNotDone] = AcknowledgementCode.Error,
        [ReportProblemKind.MergeConflict] = AcknowledgementCode.Error,
        [ReportProblemKind.DuplicateWithOtherBody] = AcknowledgementCode.Error,
        [ReportProblemKind.NotAllowed] = AcknowledgementCode.Reject,
        [ReportProblemKind.InternalFault] = AcknowledgementCode.Reject,
    });

    public AcknowledgementCode this[ReportProblemKind kind] => _codes[kind];

    /// <summary>The default table with a site's own rows over it.</summary>
    public static AcknowledgementRules With(IReadOnlyDictionary<ReportProblemKind, AcknowledgementCode> rows)
    {
        var codes = new Dictionary<ReportProblemKind, AcknowledgementCode>(Default._codes);
        foreach (var (kind, code) in rows) codes[kind] = code;
        return new(codes);
    }
}
