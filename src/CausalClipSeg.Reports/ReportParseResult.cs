using System.Diagnostics.CodeAnalysis;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports;

/// <summary>The reports of a message or the reason why there is none; the HL7 message stays with it so that either can be acknowledged.</summary>
/// <param name="Reports">One for most messages; several where orders of one message, or entries of one Bundle, each have words of their own.</param>
public sealed record ReportParseResult(IReadOnlyList<ParsedReport> Reports, ReportProblem? Problem, Hl7Message? Message = null)
{
    /// <summary>The first report; most messages hold one.</summary>
    public ParsedReport? Report => Reports is [var first, ..] ? first : null;

    [MemberNotNullWhen(true, nameof(Report))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsReport => Report is not null;

    public static ReportParseResult Of(ParsedReport report, Hl7Message? message = null) => new([report], null, message);

    public static ReportParseResult OfSeveral(IReadOnlyList<ParsedReport> reports, Hl7Message? message = null) => new(reports, null, message);

    public static ReportParseResult Refused(ReportProblem problem, Hl7Message? message = null) => new([], problem, message);
}
