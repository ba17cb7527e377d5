using System.Runtime.InteropServices;

namespace CausalClipSeg.Model;

/// <summary>Halves a batch that the device's memory cannot hold until it can, or until one question alone is too much.</summary>
internal static class SplittingBatch
{
    private static readonly string[] OutOfMemory = ["out of memory", "can't allocate memory", "not enough memory", "bad_alloc", "ALLOC_FAILED"]; // the latter: of cuBLAS and cuDNN

    /// <summary>The answers of <paramref name="pass"/> in the order of the questions.</summary>
    /// <exception cref="DeviceMemoryException">One question alone does not fit.</exception>
    public static IReadOnlyList<TAnswer> Answer<TQuestion, TAnswer>(ReadOnlyMemory<TQuestion> questions, Func<ReadOnlyMemory<TQuestion>, IReadOnlyList<TAnswer>> pass)
    {
        try
        {
            return pass(questions);
        }
        catch (ExternalException problem) when (IsOutOfMemory(problem))
        {
            if (questions.Length == 1)
                throw new DeviceMemoryException($"The device's memory is too small for this image alone: {FirstLine(problem)} Use a device with more memory, or hide the GPU (CUDA_VISIBLE_DEVICES=-1): a CPU then answers.", problem);
        }
        var half = questions.Length / 2; // outside the handler, so that what the failed pass held is free
        return [.. Answer(questions[..half], pass), .. Answer(questions[half..], pass)];
    }

    private static bool IsOutOfMemory(ExternalException problem) =>
        Array.Exists(OutOfMemory, words => problem.Message.Contains(words, StringComparison.OrdinalIgnoreCase));

    private static string FirstLine(ExternalException problem) => problem.Message.Split('\n')[0].TrimEnd('.', ' ') + ".";
}
