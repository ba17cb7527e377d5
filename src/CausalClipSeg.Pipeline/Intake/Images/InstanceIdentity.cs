using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>The UIDs that place an instance (PS3.3 C.12.1, C.7.2, C.7.3).</summary>
internal sealed record InstanceIdentity(string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid, string SopClassUid)
{
    /// <returns>Why the object cannot be placed, or null.</returns>
    public static string? Read(DicomDataset dataset, out InstanceIdentity identity)
    {
        identity = new InstanceIdentity(
            Text(dataset, DicomTag.StudyInstanceUID) ?? "", Text(dataset, DicomTag.SeriesInstanceUID) ?? "",
            Text(dataset, DicomTag.SOPInstanceUID) ?? "", Text(dataset, DicomTag.SOPClassUID) ?? "");
        var (wrong, name) =
            !InstanceStore.IsUid(identity.SopInstanceUid) ? (identity.SopInstanceUid, "SOP Instance UID (0008,0018)") :
            !InstanceStore.IsUid(identity.StudyInstanceUid) ? (identity.StudyInstanceUid, "Study Instance UID (0020,000D)") :
            !InstanceStore.IsUid(identity.SeriesInstanceUid) ? (identity.SeriesInstanceUid, "Series Instance UID (0020,000E)") :
            !InstanceStore.IsUid(identity.SopClassUid) ? (identity.SopClassUid, "SOP Class UID (0008,0016)") : (null, "");
        return wrong is null ? null : $"'{wrong}' is no {name}; the object cannot be stored. Send it with a valid one.";
    }

    public static string? Text(DicomDataset dataset, DicomTag tag) =>
        dataset.TryGetString(tag, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
