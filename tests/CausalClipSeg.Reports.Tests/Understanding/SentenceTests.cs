using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Reports.Tests.Understanding;

public sealed class SentenceTests
{
    private readonly FindingExtractor _extractor = new();

    [Fact]
    public void Every_sentence_of_the_table_is_understood_as_it_says()
    {
        var rows = SentenceTable.Read();
        rows.Count.ShouldBeGreaterThanOrEqualTo(600);
        var wrong = rows
            .Select(row => (row.Sentence, Expected: SentenceTable.Normalise(row.Expected), Got: SentenceTable.Describe(_extractor.Extract(row.Sentence).Findings)))
            .Where(row => row.Expected != row.Got)
            .Select(row => $"{row.Sentence}\n   expected {row.Expected}\n   got      {row.Got}")
            .ToList();
        wrong.ShouldBeEmpty($"{wrong.Count} of {rows.Count}:\n{string.Join('\n', wrong)}\n");
    }
}
