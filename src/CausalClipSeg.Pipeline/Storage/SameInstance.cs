using System.Security.Cryptography;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom;
using FellowOakDicom;
using FellowOakDicom.IO.Buffer;

namespace CausalClipSeg.Pipeline.Storage;

/// <summary>
/// Whether two files hold the same instance, however each is encoded: every element by its value, whatever the transfer syntax and the lengths of sequences; pixels
/// by their bytes, and where those differ by what they decode to.
/// </summary>
internal static class SameInstance
{
    private const int Large = 1 << 16;

    // How the pixels are packed, not what they show.
    private static readonly DicomTag[] OfTheEncoding = [DicomTag.DataSetTrailingPadding, DicomTag.ExtendedOffsetTable, DicomTag.ExtendedOffsetTableLengths, DicomTag.PixelData];
    private static readonly DicomTag[] OfTheCompression = [DicomTag.PhotometricInterpretation, DicomTag.PlanarConfiguration];

    /// <returns>False also where one of the two cannot be read, or not be decoded for the comparison.</returns>
    public static async Task<bool> IsAsync(string path, string other)
    {
        try
        {
            var first = (await DicomFiles.OpenAsync(path, FileReadOption.ReadLargeOnDemand).ConfigureAwait(false)).Dataset;
            var second = (await DicomFiles.OpenAsync(other, FileReadOption.ReadLargeOnDemand).ConfigureAwait(false)).Dataset;
            var (one, two) = (first.InternalTransferSyntax, second.InternalTransferSyntax);
            DicomTag[] ignored = one != two && (one.IsEncapsulated || two.IsEncapsulated) ? [.. OfTheEncoding, .. OfTheCompression] : OfTheEncoding;
            return await Task.Run(() => SameItems(first, second, ignored) && SamePixels(first, second)).ConfigureAwait(false);
        }
        catch (DicomException)
        {
            return false;
        }
    }

    private static bool SameItems(DicomDataset first, DicomDataset second, DicomTag[] ignored)
    {
        var (one, two) = (Counted(first, ignored), Counted(second, ignored));
        return one.Count == two.Count && one.Zip(two).All(pair => SameItem(pair.First, pair.Second));
    }

    private static List<DicomItem> Counted(DicomDataset dataset, DicomTag[] ignored) =>
        [.. dataset.Where(item => item.Tag.Element != 0 && !ignored.Contains(item.Tag) && !IsOneFrame(item)).OrderBy(item => (item.Tag.Group, item.Tag.Element))];

    /// <summary>What an image of one frame may say or leave out, and senders that encode it anew add.</summary>
    private static bool IsOneFrame(DicomItem item) => item is DicomIntegerString frames && item.Tag == DicomTag.NumberOfFrames && frames.Buffer.Data.AsSpan().Trim(" \0"u8).SequenceEqual("1"u8);

    private static bool SameItem(DicomItem first, DicomItem second) =>
        first.Tag.Group == second.Tag.Group && first.Tag.Element == second.Tag.Element && (first, second) switch
        {
            (DicomSequence one, DicomSequence two) => one.Items.Count == two.Items.Count && one.Items.Zip(two.Items).All(pair => SameItems(pair.First, pair.Second, [])),
            (DicomElement one, DicomElement two) => SameValue(one, two),
            // A private sequence is known as one only where the encoding says so.
            (DicomSequence, DicomElement { ValueRepresentation: var other }) => other == DicomVR.UN,
            (DicomElement { ValueRepresentation: var other }, DicomSequence) => other == DicomVR.UN,
            _ => false,
        };

    private static bool SameValue(DicomElement first, DicomElement second)
    {
        if (Math.Max(first.Buffer.Size, second.Buffer.Size) > Large)
            return first.Buffer.Size == second.Buffer.Size && Digest([first.Buffer]) == Digest([second.Buffer]);
        var isText = first.ValueRepresentation.IsString || second.ValueRepresentation.IsString;
        return isText
            ? first.Buffer.Data.AsSpan().TrimEnd(" \0"u8).SequenceEqual(second.Buffer.Data.AsSpan().TrimEnd(" \0"u8))
            : first.Buffer.Data.AsSpan().SequenceEqual(second.Buffer.Data);
    }

    private static bool SamePixels(DicomDataset first, DicomDataset second)
    {
        var (one, two) = (first.GetDicomItem<DicomItem>(DicomTag.PixelData), second.GetDicomItem<DicomItem>(DicomTag.PixelData));
        if (one is null || two is null)
            return one == two;
        if (first.InternalTransferSyntax.IsEncapsulated == second.InternalTransferSyntax.IsEncapsulated && Digest(Bytes(one)) == Digest(Bytes(two)))
            return true;
        return StoredPixels.Write(first, Stream.Null).TryGet(out var shown, out _) && StoredPixels.Write(second, Stream.Null).TryGet(out var other, out _) && shown.Sha256 == other.Sha256;
    }

    private static IEnumerable<IByteBuffer> Bytes(DicomItem pixels) => pixels switch
    {
        DicomFragmentSequence fragments => fragments.Fragments,
        DicomElement element => [element.Buffer],
        _ => [],
    };

    private static string Digest(IEnumerable<IByteBuffer> buffers)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            foreach (var buffer in buffers)
                buffer.CopyToStream(stream);
        return Convert.ToHexStringLower(hash.Hash ?? []);
    }
}
