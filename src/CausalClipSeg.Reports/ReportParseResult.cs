using System.Diagnostics.CodeAnalysis;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports;

/// <summary>A report or the reason why there is none; the HL7 message stays with it so that either can be acknowledged.</summary>
public sealed record ReportParseResult(ParsedReport? Report, ReportProblem? Problem, Hl7Message? Message = null)
{
    [MemberNotNullWhen(true, nameof(Report))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsReport => Report is not null;

    public static ReportParseResult Of(ParsedReport report, Hl7Message? message = null) => new(report, null, message);

    public static ReportParseResult Refused(ReportProblem problem, Hl7Message? message = null) => new(null, problem, message);
}
