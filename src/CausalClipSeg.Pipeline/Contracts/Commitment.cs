namespace CausalClipSeg.Pipeline.Contracts;

/// <summary>An application entity asks whether we answer for instances that it sent (PS3.4 annex J): its report is owed.</summary>
public sealed record CommitmentAsked(string TransactionUid, string CallingAe, IReadOnlyList<CommitmentItem> Instances);

/// <summary>An instance that a storage commitment transaction names.</summary>
public sealed record CommitmentItem(string SopClassUid, string SopInstanceUid);

/// <summary>A SEG is stored, and the archive has to be asked to answer for it.</summary>
public sealed record CommitmentWanted(string TransactionUid);

/// <summary>The archive had its time to report on a transaction.</summary>
public sealed record CommitmentDue(string TransactionUid);
