using CausalClipSeg.Dicom.Images;
using FellowOakDicom;

namespace CausalClipSeg.Benchmarks.Fuzz;

/// <summary>Opens damaged files, reads every value and decodes the first frame: nothing may come out but a refusal, in time, at a cost that the input justifies.</summary>
internal sealed class ParserFuzz(IReadOnlyList<byte[]> corpus, int seed)
{
    private const double LongestMilliseconds = 1000;

    // An element of eight bytes becomes an object with a tag and a buffer; the walk reads its text; a frame is as large as its compression allows.
    private const long AllowedPerByte = 400;
    private const long Allowance = 4 << 20;
    private const long DeflatedAllowance = 1L << 30;

    /// <summary>The bytes of an input by its number.</summary>
    public byte[] Input(int number)
    {
        var mutator = new ByteMutator(unchecked(seed * 1_000_003 + number));
        return mutator.Mutate(mutator.Pick(corpus), mutator.Pick(corpus));
    }

    public FuzzOutcome Try(int number)
    {
        var input = Input(number);
        var outcome = Measure(input, number);
        // A pause of the machine, or what is made once for the process, is no fault of the parser: a problem must show twice.
        return outcome.Problem is null ? outcome : Measure(input, number);
    }

    private static FuzzOutcome Measure(byte[] input, int number)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        // Processor time: what other programs do on a busy machine is not the parser's.
        var started = Environment.CpuUsage.TotalTime;
        var (taken, problem) = Exercise(input, number);
        var (took, allocated) = ((Environment.CpuUsage.TotalTime - started).TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - before);
        if (took > LongestMilliseconds) problem ??= $"It took {took:0} ms.";
        var allowed = (input.AsSpan().IndexOf("1.2.840.10008.1.2.1.99"u8) >= 0 ? DeflatedAllowance : Allowance) + AllowedPerByte * input.Length;
        if (allocated > allowed) problem ??= $"{input.Length} bytes made {allocated} be allocated.";
        return new FuzzOutcome(taken, took, allocated, problem);
    }

    private static (bool Taken, string? Problem) Exercise(byte[] input, int number)
    {
        try
        {
            var option = (FileReadOption)(number % 4);
            var file = DicomFile.Open(new MemoryStream(input), option);
            Walk(file.Dataset);
            if (number % 2 == 0 && PixelDecoder.Open(file.Dataset).TryGet(out var decoder, out _)) decoder.Frame(0);
            return (true, null);
        }
        catch (DicomException)
        {
            return (false, null);
        }
        catch (Exception fault) when (fault is not (OutOfMemoryException or StackOverflowException))
        {
            return (false, $"{fault.GetType().Name}: {fault.Message} {fault.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}");
        }
    }

    private static void Walk(DicomDataset dataset)
    {
        foreach (var item in dataset)
        {
            if (item is DicomSequence sequence)
                foreach (var nested in sequence.Items) Walk(nested);
            else if (item is DicomElement)
                dataset.TryGetString(item.Tag, out _);
        }
    }
}
