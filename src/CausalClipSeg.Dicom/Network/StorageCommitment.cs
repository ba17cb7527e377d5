using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Network;

/// <summary>An instance as storage commitment names it.</summary>
public sealed record InstanceReference(string SopClassUid, string SopInstanceUid);

/// <summary>An instance that the SCP does not answer for.</summary>
/// <param name="FailureReason">Failure Reason (0008,1197), PS3.3 table C.14-1.</param>
public sealed record FailedReference(string SopClassUid, string SopInstanceUid, ushort FailureReason)
{
    public const ushort ProcessingFailure = 0x0110;
    public const ushort NoSuchObjectInstance = 0x0112;
    public const ushort ClassInstanceConflict = 0x0119;
}

/// <summary>N-ACTION of the Storage Commitment Push Model (PS3.4 J.3.2).</summary>
public sealed record CommitmentRequest(string TransactionUid, IReadOnlyList<InstanceReference> Instances, string CallingAe);

/// <summary>N-EVENT-REPORT of the Storage Commitment Push Model (PS3.4 J.3.3).</summary>
public sealed record CommitmentReport(string TransactionUid, IReadOnlyList<InstanceReference> Committed, IReadOnlyList<FailedReference> Failed);

/// <summary>How a commitment request is answered.</summary>
public abstract record CommitmentAnswer
{
    private CommitmentAnswer()
    {
    }

    /// <summary>The report follows on the same association.</summary>
    public sealed record Now(CommitmentReport Report) : CommitmentAnswer;

    /// <summary>The report is on record and goes out on an association of its own.</summary>
    public sealed record Later : CommitmentAnswer;

    public sealed record Refused(string Reason) : CommitmentAnswer;
}

/// <summary>The data sets of storage commitment (PS3.4 tables J.3-1 and J.3-2).</summary>
public static class CommitmentDatasets
{
    public const ushort RequestAction = 1;
    private const ushort AllCommitted = 1;
    private const ushort SomeFailed = 2;

    public static DicomNActionRequest Action(string transactionUid, IEnumerable<InstanceReference> instances) =>
        new(DicomUID.StorageCommitmentPushModel, DicomUID.StorageCommitmentPushModelInstance, RequestAction)
        {
            Dataset = new DicomDataset
            {
                { DicomTag.TransactionUID, transactionUid },
                new DicomSequence(DicomTag.ReferencedSOPSequence, [.. instances.Select(Item)]),
            },
        };

    public static DicomNEventReportRequest Event(CommitmentReport report)
    {
        var dataset = new DicomDataset { { DicomTag.TransactionUID, report.TransactionUid } };
        if (report.Committed.Count > 0)
            dataset.Add(new DicomSequence(DicomTag.ReferencedSOPSequence, [.. report.Committed.Select(Item)]));
        if (report.Failed.Count > 0)
            dataset.Add(new DicomSequence(DicomTag.FailedSOPSequence, [.. report.Failed.Select(FailedItem)]));
        return new DicomNEventReportRequest(DicomUID.StorageCommitmentPushModel, DicomUID.StorageCommitmentPushModelInstance,
            report.Failed.Count > 0 ? SomeFailed : AllCommitted)
        {
            Dataset = dataset,
        };
    }

    /// <returns>Null where the data set names no transaction or no instance.</returns>
    public static CommitmentRequest? ReadAction(DicomDataset? dataset, string callingAe)
    {
        var transaction = Text(dataset, DicomTag.TransactionUID);
        var instances = Items(dataset, DicomTag.ReferencedSOPSequence).Select(Reference).ToList();
        return transaction.Length > 0 && instances.Count > 0 ? new CommitmentRequest(transaction, instances, callingAe) : null;
    }

    /// <returns>Null where the data set names no transaction.</returns>
    public static CommitmentReport? ReadEvent(DicomDataset? dataset)
    {
        var transaction = Text(dataset, DicomTag.TransactionUID);
        if (transaction.Length == 0)
            return null;
        var failed = Items(dataset, DicomTag.FailedSOPSequence).Select(item => new FailedReference(
            Text(item, DicomTag.ReferencedSOPClassUID), Text(item, DicomTag.ReferencedSOPInstanceUID),
            item.GetSingleValueOrDefault<ushort>(DicomTag.FailureReason, FailedReference.ProcessingFailure)));
        return new CommitmentReport(transaction, [.. Items(dataset, DicomTag.ReferencedSOPSequence).Select(Reference)], [.. failed]);
    }

    private static InstanceReference Reference(DicomDataset item) =>
        new(Text(item, DicomTag.ReferencedSOPClassUID), Text(item, DicomTag.ReferencedSOPInstanceUID));

    private static DicomDataset Item(InstanceReference instance) => new()
    {
        { DicomTag.ReferencedSOPClassUID, instance.SopClassUid },
        { DicomTag.ReferencedSOPInstanceUID, instance.SopInstanceUid },
    };

    private static DicomDataset FailedItem(FailedReference failed)
    {
        var item = Item(new InstanceReference(failed.SopClassUid, failed.SopInstanceUid));
        item.Add(DicomTag.FailureReason, failed.FailureReason);
        return item;
    }

    private static IEnumerable<DicomDataset> Items(DicomDataset? dataset, DicomTag tag) =>
        dataset is not null && dataset.TryGetSequence(tag, out var sequence) ? sequence.Items : [];

    private static string Text(DicomDataset? dataset, DicomTag tag) => dataset?.GetSingleValueOrDefault(tag, "") ?? "";
}
