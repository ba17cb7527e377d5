namespace CausalClipSeg.Pipeline.Contracts;

/// <summary>A case has its sentences and waits for the network.</summary>
public sealed record SegmentationRequested(Guid CaseId);

/// <summary>The masks of a case are computed and committed; the PACS has to get them.</summary>
public sealed record SegmentationCreated(Guid CaseId);

/// <summary>The PACS has confirmed the SEG of a case.</summary>
public sealed record SegmentationStored(Guid CaseId, string StudyInstanceUid, string SopInstanceUid, string SegSopInstanceUid, string ModelVersion);

/// <summary>A result no longer stands, because its report was withdrawn or replaced.</summary>
public sealed record SegmentationWithdrawn(Guid CaseId, string SegSopInstanceUid, string Reason);
