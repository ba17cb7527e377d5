using CausalClipSeg.Benchmarks.Fuzz;

namespace FellowOakDicom.Subset.Tests;

/// <summary>A small run of what <c>benchmark fuzz</c> does at length.</summary>
public sealed class FuzzTests
{
    [Fact]
    public void Damaged_files_are_taken_or_refused_and_nothing_else()
    {
        var corpus = FuzzCorpus.Create(SharedData.Has("data/dicom/pydicom") ? Path.Combine(SharedData.Root, "data/dicom/pydicom") : null);
        var (fuzz, tally) = (new ParserFuzz(corpus, seed: 7), new FuzzTally());
        for (var number = 0; number < 5000; number++) tally.Add(number, fuzz.Try(number));
        tally.Problems.ShouldBeEmpty();
        tally.Taken.ShouldBeGreaterThan(500);
    }
}
