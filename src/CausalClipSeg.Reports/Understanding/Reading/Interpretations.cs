namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Tells a second finding from a guess at the first: "opacity that may represent atelectasis" is one thing seen, not two.</summary>
internal static class Interpretations
{
    /// <summary>Moves guesses to the finding they are about; a guess within the family of airspace opacities stays, as it names what may be drawn.</summary>
    public static void Take(List<FoundFinding> found, FoundFinding? before)
    {
        for (var i = found.Count - 1; i >= 0; i--)
        {
            var guess = found[i];
            if (guess.Verdict.SpeculationAt < 0 || IsAirspace(guess.Hit.Term.Id)) continue;
            if (Subject(found, guess, before) is not { } subject) continue;
            subject.Interpretations.Insert(0, guess.Hit.Term.Id);
            found.RemoveAt(i);
        }
    }

    private static FoundFinding? Subject(List<FoundFinding> found, FoundFinding guess, FoundFinding? before)
    {
        var earlier = found.LastOrDefault(f => f.Hit.End <= guess.Verdict.SpeculationAt && f.Verdict.Assertion != FindingAssertion.Absent && f.Verdict.SpeculationAt < 0);
        return earlier ?? before;
    }

    private static bool IsAirspace(string finding) =>
        finding is "airspace-opacity" or "opacity" or "airspace-disease" or "consolidation" or "infiltrate" or "pneumonia" or "ground-glass-opacity";
}
