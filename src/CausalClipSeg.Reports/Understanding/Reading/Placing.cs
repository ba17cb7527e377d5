namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Places the findings of a sentence: reads its places, gives them to the findings, takes out what is excepted, and lets findings named together share.</summary>
internal static class Placing
{
    public static void Place(SentenceReading sentence, string text, List<FoundFinding> findings)
    {
        if (sentence.Places.Count == 0) return;
        var words = new PlainWords(sentence, text);
        var links = new PlaceLinks(sentence, words);
        var statements = new PlaceStatements(sentence, words, links);
        var asides = new PlaceAsides(sentence, text, findings, links);
        var runs = new PlaceReader(sentence, text, links, new(sentence, words, links, statements)).Read().Select(asides.Settle).OfType<PlaceRun>().ToList();
        new PlaceAttacher(sentence, text, findings, links, statements).Attach(runs.FindAll(run => run.Standing == PlaceStanding.Given));
        asides.Apply(runs);
        new PlaceSharing(sentence, findings, words, links).Share();
    }
}
