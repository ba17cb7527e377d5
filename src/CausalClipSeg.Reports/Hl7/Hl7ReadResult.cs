using System.Diagnostics.CodeAnalysis;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>A message or why the bytes are none; a message whose header could be read stays, so that even a refusal echoes its control id.</summary>
public sealed record Hl7ReadResult(Hl7Message? Message, ReportProblem? Problem)
{
    [MemberNotNullWhen(false, nameof(Problem))]
    [MemberNotNullWhen(true, nameof(Message))]
    public bool IsGood => Problem is null && Message is not null;
}
