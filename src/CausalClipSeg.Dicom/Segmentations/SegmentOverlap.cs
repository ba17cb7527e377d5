using System.Runtime.Intrinsics;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>Whether two segments cover the same pixel of one image: Segments Overlap (0062,0013).</summary>
internal static class SegmentOverlap
{
    // What is covered so far stays in the processor's first cache, and each mask is read once.
    private const int Stretch = 16 * 1024;

    public static bool Any(IReadOnlyList<SegmentDescription> segments)
    {
        if (segments.Count == 1) return false;
        var covered = new byte[Stretch];
        for (var source = 0; source < segments[0].Masks.Count; source++)
        {
            var pixels = segments[0].Masks[source].Pixels.Length;
            for (var start = 0; start < pixels; start += Stretch)
            {
                Array.Clear(covered);
                var length = Math.Min(Stretch, pixels - start);
                foreach (var segment in segments)
                    if (Cover(segment.Masks[source].Pixels.AsSpan(start, length), covered)) return true;
            }
        }

        return false;
    }

    private static bool Cover(ReadOnlySpan<byte> mask, Span<byte> covered)
    {
        var pixel = 0;
        for (; pixel + Vector256<byte>.Count <= mask.Length; pixel += Vector256<byte>.Count)
        {
            var (inside, before) = (~Vector256.Equals(Vector256.Create(mask[pixel..]), Vector256<byte>.Zero), Vector256.Create<byte>(covered[pixel..]));
            if ((inside & before) != Vector256<byte>.Zero) return true;
            (inside | before).CopyTo(covered[pixel..]);
        }

        for (; pixel < mask.Length; pixel++)
        {
            if (mask[pixel] == 0) continue;
            if (covered[pixel] != 0) return true;
            covered[pixel] = 1;
        }

        return false;
    }
}
