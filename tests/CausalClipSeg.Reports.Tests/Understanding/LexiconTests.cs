using CausalClipSeg.Reports.Understanding;
using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Tests.Understanding;

/// <summary>A site's own pages: used where they are right, refused with file and line where they are not.</summary>
public sealed class LexiconTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("lexicon");

    [Fact]
    public void A_sites_words_deny_doubt_and_place_as_the_built_in_ones_do()
    {
        Write("findings.lexicon", "== airspace-opacity\nfluffy shadow\n== tree-in-bud | RADLEX | RID35739 | tree-in-bud pattern\ntree in bud");
        Write("words.lexicon", "== deny-after\nnihil of\n== doubt-before\nwould need CT");
        Write("places.lexicon", "== zone lower left\nleft posterior gutter");
        FindingLexicon.Check(_folder.Path).ShouldBeEmpty();
        var extractor = new FindingExtractor(FindingLexicon.Of(_folder.Path));
        Describe(extractor, "Fluffy shadow in the left posterior gutter.").ShouldBe("airspace-opacity present left lower");
        Describe(extractor, "Nihil of consolidation.").ShouldBe("consolidation absent");
        Describe(extractor, "Tree-in-bud pattern on the right would need CT.").ShouldBe("tree-in-bud uncertain right");
    }

    [Theory]
    [InlineData("findings.lexicon", "shadow", "line 1: \"shadow\" stands before any entry")]
    [InlineData("findings.lexicon", "== Fluffy Shadow\nfluffy", "line 1: \"Fluffy Shadow\" is no finding id")]
    [InlineData("findings.lexicon", "# remark\n== fluffy | SCT\nfluffy", "line 2: the title has 2 parts")]
    [InlineData("findings.lexicon", "== fluffy | ICD | 1 | x\nfluffy", "line 1: \"ICD\" is no coding scheme known here")]
    [InlineData("findings.lexicon", "== fluffy", "line 1: the entry lists no phrases")]
    [InlineData("findings.lexicon", "== fluffy\ncloud\n== woolly\ncloud", "line 3: \"cloud\" is listed under \"fluffy\" (line 1) too")]
    [InlineData("words.lexicon", "== refuse-after\nnihil", "line 1: \"refuse-after\" is no role of words; use one of deny-after, deny-before")]
    [InlineData("places.lexicon", "== zone nether left\ngutter", "line 1: \"zone nether left\" is no place")]
    public void What_cannot_be_used_is_said_with_file_line_and_what_to_change(string page, string text, string sentence)
    {
        Write(page, text);
        var problem = FindingLexicon.Check(_folder.Path).ShouldHaveSingleItem();
        problem.ShouldStartWith(_folder.File(page));
        problem.ShouldContain(sentence);
    }

    [Fact]
    public void A_folder_without_pages_is_a_mistake() => FindingLexicon.Check(_folder.Path).ShouldHaveSingleItem().ShouldContain("holds none of findings.lexicon");

    [Fact]
    public void The_built_in_pages_pass_the_same_check()
    {
        var source = RepositoryRoot.Combine("src", "CausalClipSeg.Reports", "Understanding", "Lexicon");
        FindingLexicon.Check(source).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private static string Describe(FindingExtractor extractor, string text) => SentenceTable.Describe(extractor.Extract(text).Findings);

    private void Write(string page, string text) => File.WriteAllText(_folder.File(page), text);
}
