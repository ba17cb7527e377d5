namespace CausalClipSeg.Reports.Coded;

/// <summary>A finding as FHIR and DICOM SR code it, said as the sentence that a radiologist would dictate.</summary>
/// <param name="Subject">What is spoken of.</param>
/// <param name="Answer">Whether it is there; a finding without an answer is.</param>
/// <param name="Details">Side, site, size: whatever else is said of it.</param>
internal sealed record CodedFinding(string Subject, CodedAnswer Answer, IReadOnlyList<string> Details)
{
    private static readonly string[] _questions =
        ["presence", "certain", "confidence", "likelihood", "probability", "status", "assertion", "context", "existence", "existential", "result", "interpretation"];

    /// <summary>Certainty goes before the name, where the reader of reports looks for it.</summary>
    public string Sentence => Subject.Length == 0 || Answer == CodedAnswer.Untold ? "" : $"{Answer switch
    {
        CodedAnswer.Probable => "Probable ",
        CodedAnswer.Possible => "Possible ",
        CodedAnswer.Unlikely => "Unlikely ",
        CodedAnswer.Absent => "No ",
        _ => "",
    }}{string.Join(", ", Details.Where(detail => detail.Length > 0).Prepend(Subject.TrimEnd('.', ' ')))}.";

    /// <summary>From a name and its value: an answer is of the name; any other value is what was found, with the name before it unless that is a section's.</summary>
    public static CodedFinding Of(string name, bool isSection, string value, CodedAnswer answer, CodedAnswer certainty, IReadOnlyList<string> details)
    {
        var subject = answer != CodedAnswer.None || (certainty != CodedAnswer.None && value.Length == 0) ? name : isSection || name.Length == 0 || value.Length == 0 ? value : $"{name}: {value}";
        return new(subject, certainty == CodedAnswer.Untold && subject != name ? answer : Later(answer, certainty), details);
    }

    // "Present, improbable" is improbable; "absent, certain" is absent.
    private static CodedAnswer Later(CodedAnswer one, CodedAnswer other) => one > other ? one : other;

    /// <summary>True for what is asked of the finding itself (is it there, how certain), and not of something beside it.</summary>
    public static bool AsksWhether(string name) =>
        name.Length == 0 || _questions.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
