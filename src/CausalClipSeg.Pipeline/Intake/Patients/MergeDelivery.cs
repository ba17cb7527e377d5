using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Reports;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>A message that merges patient numbers, as its door takes it: who sent it, its id, a hash of its very bytes, and the merges in it.</summary>
internal sealed record MergeDelivery(string Source, string MessageId, string ContentHash, AuditParticipant Sender, AdtReadResult Content);

/// <summary>What became of a message that merges patient numbers.</summary>
/// <param name="Conflict">Why it contradicts an earlier merge; nothing of it was taken then.</param>
internal sealed record MergeReception(Reception Reception, ReportProblem? Conflict = null);
