using FellowOakDicom;

namespace CausalClipSeg.Dicom.Network;

/// <summary>What a STOW-RS server says of each instance (PS3.18 tables 10.5.3-2 and I.2-1): the HTTP status alone says nothing of one.</summary>
internal static class StowResponse
{
    public static IReadOnlyList<StoreResult> Read(string json, Uri root, int httpStatus, IReadOnlyList<DicomFile> files)
    {
        var answer = Parse(json);
        var stored = Items(answer, DicomTag.ReferencedSOPSequence);
        var failed = Items(answer, DicomTag.FailedSOPSequence);
        return [.. files.Select(file => Of(Uid(file.Dataset, DicomTag.SOPInstanceUID), stored, failed, root, httpStatus))];
    }

    private static StoreResult Of(string uid, List<DicomDataset> stored, List<DicomDataset> failed, Uri root, int httpStatus)
    {
        if (stored.Find(item => Uid(item, DicomTag.ReferencedSOPInstanceUID) == uid) is { } kept)
        {
            var warning = kept.GetSingleValueOrDefault<ushort>(DicomTag.WarningReason, 0);
            return new StoreResult(true, warning, false, warning == 0 ? $"{root} stored it." : $"{root} stored it with warning {warning:X4}.");
        }
        if (failed.Find(item => Uid(item, DicomTag.ReferencedSOPInstanceUID) == uid) is { } refused)
        {
            var reason = refused.GetSingleValueOrDefault<ushort>(DicomTag.FailureReason, 0x0110);
            return new StoreResult(false, reason, !IsTransient(reason), $"{root} refuses it: {reason:X4} {Meaning(reason)}");
        }
        return new StoreResult(false, null, httpStatus is 400 or 409, $"{root} answers {httpStatus} and does not name the instance as stored.");
    }

    /// <summary>Out of resources, and a fault of the server's own.</summary>
    private static bool IsTransient(ushort reason) => (reason & 0xFF00) == 0xA700 || reason is 0x0110 or 0x0213;

    private static string Meaning(ushort reason) => reason switch
    {
        0x0110 => "processing failure",
        0x0122 => "SOP class not supported",
        0x0124 => "not authorized",
        0x0111 or 0xB00E => "duplicate SOP instance",
        0x0213 => "resource limitation",
        >= 0xA700 and <= 0xA7FF => "out of resources",
        >= 0xA900 and <= 0xA9FF => "data set does not match SOP class",
        >= 0xC000 and <= 0xCFFF => "cannot understand",
        _ => "refused",
    };

    private static DicomDataset Parse(string json)
    {
        try
        {
            return DatasetsInJson.Read(json) is [var answer, ..] ? answer : [];
        }
        catch (Exception failure) when (failure is DicomException or System.Text.Json.JsonException)
        {
            return [];
        }
    }

    private static List<DicomDataset> Items(DicomDataset answer, DicomTag tag) =>
        answer.TryGetSequence(tag, out var sequence) ? [.. sequence.Items] : [];

    private static string Uid(DicomDataset dataset, DicomTag tag) => dataset.GetSingleValueOrDefault(tag, "");
}
