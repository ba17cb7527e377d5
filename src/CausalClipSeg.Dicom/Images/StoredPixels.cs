using System.Security.Cryptography;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>What <c>dicom decode</c> tells of an image whose stored values were written out: equal pictures have equal hashes.</summary>
public sealed record StoredPixels(PixelLayout Layout, DicomTransferSyntax TransferSyntax, string Sha256)
{
    /// <summary>Writes all frames in order; a frame that cannot be decoded is a refusal, and what was written until then is incomplete.</summary>
    public static ImageResult<StoredPixels> Write(DicomDataset dataset, Stream destination)
    {
        if (!PixelDecoder.Open(dataset).TryGet(out var decoder, out var refusal)) return refusal;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var frame = 0; frame < decoder.Layout.Frames; frame++)
        {
            if (!decoder.Frame(frame).TryGet(out var samples, out refusal)) return refusal;
            hash.AppendData(samples);
            destination.Write(samples);
        }

        return new StoredPixels(decoder.Layout, dataset.InternalTransferSyntax, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
