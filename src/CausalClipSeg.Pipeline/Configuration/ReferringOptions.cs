using System.ComponentModel.DataAnnotations;
using CausalClipSeg.Reports.Understanding.Lexicon;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>What happens to an image that does not say which side of it is the patient's left.</summary>
public enum UnknownOrientationPolicy
{
    /// <summary>The case is parked with the reason. The default: a side is never guessed.</summary>
    Park,

    /// <summary>The site vouches that its sources display frontal images the standard way (patient's left at the viewer's right).</summary>
    AssumeStandard,
}

/// <summary>How many questions a report becomes.</summary>
public enum SentencePolicy
{
    /// <summary>One question, and one segment, for each finding.</summary>
    OneForEachFinding,

    /// <summary>One question, and one segment, for all of the report's findings together.</summary>
    OneForReport,
}

/// <summary>How findings become the sentence that the network is asked.</summary>
public sealed class ReferringOptions : IValidatableObject
{
    public const string Section = "Referring";

    /// <summary>What happens to an image that does not say which side of it is the patient's left: Park, or AssumeStandard where the site vouches for its sources.</summary>
    public UnknownOrientationPolicy UnknownOrientation { get; set; } = UnknownOrientationPolicy.Park;

    /// <summary>
    /// Whether an image whose Body Part Examined (0018,0015) is surely not the chest is outside a model of the chest. The default; a site
    /// whose modalities write the wrong part switches it off.
    /// </summary>
    public bool CheckBodyPart { get; set; } = true;

    /// <summary>Whether a finding the report is unsure of ("may represent") is delineated as well.</summary>
    public bool IncludeUncertain { get; set; } = true;

    /// <summary>How many questions a report becomes: OneForEachFinding makes a segment for each, OneForReport one for all together.</summary>
    public SentencePolicy Sentences { get; set; } = SentencePolicy.OneForEachFinding;

    /// <summary>Folder with the site's own pages of the lexicon (findings.lexicon, words.lexicon, places.lexicon, any of them); read again when they change. See docs/lexicon.md.</summary>
    public string? Lexicon { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Lexicon))
            yield break;
        foreach (var problem in FindingLexicon.Check(Lexicon))
            yield return new($"{Section}:Lexicon: {problem}");
    }
}

[OptionsValidator]
internal sealed partial class ReferringOptionsValidator : IValidateOptions<ReferringOptions>;
