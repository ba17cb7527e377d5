using System.Text.Json;
using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

public sealed class TokenizerTests
{
    private static ClipTokenizer Clip => ClipTokenizer.Load(SharedData.Require("reference/bpe_simple_vocab_16e6.txt.gz"));

    private static ClipTokenizer Compact => ClipTokenizer.FromMerges(CompactPreset.LearnMerges(new CaptionGrammar()));

    [Fact]
    public void Ids_are_clips_on_every_text_of_the_reference()
    {
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.Require("reference/clip-tokenizer-cases.json")));
        var tokenizer = Clip;

        tokenizer.StartToken.ShouldBe(reference.RootElement.GetProperty("start").GetInt32());
        tokenizer.EndToken.ShouldBe(reference.RootElement.GetProperty("end").GetInt32());
        foreach (var item in reference.RootElement.GetProperty("cases").EnumerateArray())
        {
            var text = item.GetProperty("text").GetString()!;
            tokenizer.Encode(text).ShouldBe(item.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), text);
        }
    }

    [Theory]
    [InlineData("the patient\u2019s \u201copacity\u201d", "the patient's \"opacity\"")]
    [InlineData("con\ufb01gured \ufb02uid, \uff33\uff30\uff2f\uff12", "configured fluid, SPO2")]
    [InlineData("Verscha\u0308rfung, le\u0301sion", "Verschärfung, lésion")]
    [InlineData("&lt5 mm, 3 &times 4 cm, &amp;amp; &#8804; 2&nbsp;cm &#150; stable &#x2265; &notanentity; AT&T", "<5 mm, 3 × 4 cm, & ≤ 2 cm – stable ≥ ¬anentity; AT&T")]
    [InlineData("a\u0000b\u000c\u00a0\u2003c\r\n\td\ufeff\u007f", "ab c d")]
    [InlineData("  LEFT   Lower\u00a0Lobe ", "left lower lobe")]
    [InlineData("the patient&rsquo;s &ldquo;opacity&rdquo;, e&#769;", "the patient's \"opacity\", é")]
    [InlineData("the patient\u0092s \u0093opacity\u0094 \u0096 3\u00a0cm", "the patient's \"opacity\" – 3 cm")]
    [InlineData("&amp;amp;amp;lt;", "<")]
    [InlineData("&lpar;3&comma;5 cm&rpar;&period; &half;", "(3,5 cm). ½")]
    [InlineData("\u001b[1mleft\u001b[0m lung &#xFFFE;&#xFDD0;", "left lung")]
    [InlineData("ve\u0323\u0302t, z\u0307o\u0301\u0142ty, \u0438\u0306, \u03b1\u0301", "vệt, żółty, й, ά")]
    [InlineData("\u01c5 \u0133 \u0149", "dž ij 'n")]
    public void Text_is_repaired_and_unescaped_as_clip_does_it(string text, string same)
    {
        var tokenizer = Clip;
        tokenizer.Encode(text).ShouldBe(tokenizer.Encode(same));
        tokenizer.Encode(text, 77).Ids.Last(id => id != 0).ShouldBe(tokenizer.EndToken);
    }

    [Theory]
    [InlineData("\u0130stanbul \u0391\u03a3. \u03a3", "i\u0307stanbul \u03b1\u03c2. \u03c3")]
    [InlineData("a <b> patient&rsquo;s", "a <b> patient\u2019s")] // where there is markup, references are left as they are until the end
    public void Text_is_cleaned_as_clip_does_it(string text, string cleaned) => TextCleaning.Clean(text).ShouldBe(cleaned);

    [Theory]
    [InlineData("\U0001d400b \U0001d7cf\U0001d7d0 x", "\U0001d400b¦\U0001d7cf¦\U0001d7d0¦x")]
    [InlineData("it's 12-mm (\U0001f600\u2009!)'ll", "it¦'s¦1¦2¦-¦mm¦(\U0001f600¦!)'¦ll")]
    [InlineData("<|startoftext|>a<|endoftext|>", "<|startoftext|>¦a¦<|endoftext|>")]
    public void Words_are_divided_by_code_points(string text, string words) => string.Join('\u00a6', ClipWords.Of(text)).ShouldBe(words);

    [Fact]
    public void A_sigma_behind_a_megabyte_of_dots_is_found() => TextCleaning.Clean(new string('.', 1_000_000) + "Α.Σ").ShouldEndWith("α.ς");

    [Fact]
    public void Any_text_at_all_has_ids()
    {
        var (tokenizer, random) = (Compact, new Random(4));
        for (var i = 0; i < 2000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)(random.Next(3) == 0 ? random.Next(char.MaxValue + 1) : random.Next(128)))]);
            var ids = tokenizer.Encode(text, 24).Ids;
            ids.ShouldAllBe(id => id >= 0 && id < tokenizer.VocabularySize);
            ids.ShouldContain(tokenizer.EndToken);
        }
    }

    [Fact]
    public void A_long_text_keeps_its_end_token_and_says_that_words_were_lost()
    {
        var tokenizer = Compact;
        var text = tokenizer.Encode(string.Join(' ', Enumerable.Repeat("upper middle lower left lung", 20)), 32);

        text.Truncated.ShouldBeTrue();
        text.Ids.Length.ShouldBe(32);
        text.Ids[0].ShouldBe(tokenizer.StartToken);
        text.Ids[^1].ShouldBe(tokenizer.EndToken);
    }

    [Fact]
    public void The_longest_caption_fits_the_compact_network()
    {
        string[] all = ["upper", "middle", "lower"];
        Compact.Encode(new CaptionGrammar().Compose(all, all), CompactPreset.Geometry.WordLength).Truncated.ShouldBeFalse();
    }

    [Fact]
    public void Learnt_merges_follow_clips_layout()
    {
        var tokenizer = Compact;
        tokenizer.EndToken.ShouldBe(tokenizer.VocabularySize - 1);
        tokenizer.Encode("!").ShouldBe([256]); // "!" at a word's end: first of the second 256
        tokenizer.Encode("Left&amp;amp;RIGHT").Count.ShouldBe(3);
        tokenizer.Encode("Ω ünïcode 漢字").ShouldNotBeEmpty();
    }

    [Fact]
    public void Merges_are_learnt_most_frequent_pair_first() =>
        BpeLearner.Learn(["lung lung lung long"], 3).ShouldBe(["n g</w>", "l u", "lu ng</w>"]);

    [Theory]
    [InlineData("a b\nnot a pair\n", "line 3 is not a pair of symbols; it is not a merges file in CLIP's layout.")]
    [InlineData("a b\na b\n", "line 3 makes a token that is already there; it is not a merges file in CLIP's layout.")]
    [InlineData("a b\nab c\na bc\n", "line 4 joins a symbol that no line before it makes; it is not a merges file in CLIP's layout.")]
    [InlineData("b c\nab c</w>\n", "line 3 joins a symbol that no line before it makes; it is not a merges file in CLIP's layout.")]
    public void A_file_of_something_else_is_refused_by_its_line(string lines, string sentence)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("merges.txt"), "#version\n" + lines);
        Should.Throw<WeightsException>(() => ClipTokenizer.Load(folder.File("merges.txt"))).Message.ShouldBe($"{folder.File("merges.txt")}: {sentence}");
    }

    [Fact]
    public void A_damaged_or_endless_file_is_refused_with_its_path()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("merges.txt.gz"), "no gzip");
        Should.Throw<WeightsException>(() => ClipTokenizer.Load(folder.File("merges.txt.gz"))).Message.ShouldStartWith($"{folder.File("merges.txt.gz")}: the merges file cannot be read: ");
        using (var zip = new System.IO.Compression.GZipStream(File.Create(folder.File("large.gz")), System.IO.Compression.CompressionLevel.Fastest))
            zip.Write(new byte[17_000_000]);
        Should.Throw<WeightsException>(() => ClipTokenizer.Load(folder.File("large.gz"))).Message.ShouldContain("more than 16000000 characters");
    }
}
