namespace CausalClipSeg.Model;

/// <summary>Opens every picture and mask of a list, so that a damaged one is named before the work begins and not epochs later.</summary>
internal static class SampleCheck
{
    /// <exception cref="TrainingDataException">A file is unreadable, or a mask has another size than its picture.</exception>
    public static void All(IReadOnlyList<Sample> samples, CancellationToken cancellation) =>
        InParallel.Over(samples, (sample, _) => RequireSameSize(sample, PngImage.ReadGray(sample.ImagePath), PngImage.ReadMask(sample.MaskPath)), cancellation);

    public static void RequireSameSize(Sample sample, GrayImage image, BinaryMask mask)
    {
        if (mask.Rows != image.Rows || mask.Columns != image.Columns)
            throw new TrainingDataException($"{sample.MaskPath}: the mask is {mask.Columns}x{mask.Rows}, its picture {image.Columns}x{image.Rows}.");
    }
}
