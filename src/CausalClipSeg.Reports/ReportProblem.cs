namespace CausalClipSeg.Reports;

/// <summary>Why a report was refused, as a value: a sentence for people, a code and place for the sender's machine, and the row of the acknowledgement table.</summary>
/// <param name="Kind">The row of the acknowledgement table.</param>
/// <param name="Hl7Code">HL7 table 0357, for ERR-3.</param>
/// <param name="Sentence">What, where, and what to do.</param>
/// <param name="Location">ERR-2: segment^sequence^field, where there is one place to name.</param>
public sealed record ReportProblem(ReportProblemKind Kind, string Hl7Code, string Sentence, string? Location = null);
