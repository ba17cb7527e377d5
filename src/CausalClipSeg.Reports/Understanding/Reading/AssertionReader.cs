namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Decides what is said of a finding by walking from it to both ends of its clause, cue by cue.</summary>
internal static class AssertionReader
{
    public static AssertionVerdict Read(SentenceReading sentence, FindingHit finding)
    {
        var walk = new AssertionWalk(sentence, finding);
        walk.Inside();
        walk.Left();
        walk.Right();
        var wider = new WiderReading(sentence, finding);
        var assertion = walk.IsDenied ? FindingAssertion.Absent : walk.IsDoubted ? FindingAssertion.Uncertain : FindingAssertion.Present;
        if (walk.IsDenied && wider.Exception() is { } exception)
        {
            walk.Because.Add(exception);
            assertion = FindingAssertion.Present;
        }

        if (walk.IsPast && !wider.IsSaidToLast() && !IsLasting(finding.Term.Id) && (assertion == FindingAssertion.Present || IsGuessAtPast(walk))) assertion = FindingAssertion.Absent;
        return new(assertion, walk.IsPast && !wider.IsSaidToLast(), walk.IsAsked && !walk.IsDenied, walk.IsDenied ? -1 : walk.SpeculationAt, walk.Because);
    }

    // "Possible prior infection" guesses at what was, and says nothing of today.
    private static bool IsGuessAtPast(AssertionWalk walk) => walk.Because.Exists(cue => cue.Cue.Phrase is "prior" or "previous" or "former" or "earlier" or "past" or "old");

    // What these leave behind is still there: a prior fracture is a fracture.
    private static bool IsLasting(string finding) =>
        finding is "granuloma" or "scarring" or "fracture" or "emphysema" or "cardiomegaly" or "hiatal-hernia" or "fibrosis" or "pleural-thickening" or "bronchiectasis" or "density";
}
