namespace CausalClipSeg.Benchmarks.Fuzz;

/// <summary>What a run of damaged inputs came to: how many were taken, how many refused, and the problems, each with the number of its input.</summary>
internal sealed class FuzzTally
{
    public int Inputs { get; private set; }

    public int Taken { get; private set; }

    public List<(int Input, string Sentence)> Problems { get; } = [];

    public double SlowestMilliseconds { get; private set; }

    /// <summary>The most that one input made be allocated.</summary>
    public double LargestAllocationMb { get; private set; }

    public void Add(int input, FuzzOutcome outcome)
    {
        Inputs++;
        if (outcome.WasTaken) Taken++;
        SlowestMilliseconds = Math.Max(SlowestMilliseconds, outcome.Milliseconds);
        LargestAllocationMb = Math.Max(LargestAllocationMb, outcome.AllocatedBytes / 1048576.0);
        if (outcome.Problem is { } problem) Problems.Add((input, problem));
    }
}

/// <summary>What one damaged input came to.</summary>
internal sealed record FuzzOutcome(bool WasTaken, double Milliseconds, long AllocatedBytes, string? Problem);
