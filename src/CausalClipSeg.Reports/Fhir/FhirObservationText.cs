using Hl7.Fhir.Model;

namespace CausalClipSeg.Reports.Fhir;

/// <summary>Says an Observation in words, as the sentence that a report would hold.</summary>
internal static class FhirObservationText
{
    public static string Code(Observation observation) => observation.Code?.Coding.FirstOrDefault()?.Code ?? "";

    public static string Heading(Observation observation) => Code(observation) switch
    {
        "59776-5" => "FINDINGS",
        "19005-8" => "IMPRESSION",
        "18785-6" or "29299-5" => "INDICATION",
        "18834-2" => "COMPARISON",
        "18783-1" => "RECOMMENDATION",
        "11329-0" => "HISTORY",
        _ => Name(observation).ToUpperInvariant() is var name && (name.Contains("IMPRESSION", StringComparison.Ordinal) || name.Contains("CONCLUSION", StringComparison.Ordinal)) ? "IMPRESSION" : "FINDINGS",
    };

    /// <summary>The text value; a coded one with the site it is said of; a yes or no with its question.</summary>
    public static string Words(Observation observation) => observation.Value switch
    {
        FhirString text => text.Value ?? "",
        CodeableConcept concept when IsDenial(concept) => $"No {Name(observation)}{Site(observation)}.",
        CodeableConcept concept when IsAffirmation(concept) => $"{Name(observation)}{Site(observation)}.",
        CodeableConcept concept when IsSection(observation) => $"{Name(concept)}{Site(observation)}.",
        CodeableConcept concept => $"{Name(observation)}: {Name(concept)}{Site(observation)}.",
        FhirBoolean { Value: { } isThere } => $"{(isThere ? "" : "No ")}{Name(observation)}{Site(observation)}.",
        _ => string.Join('\n', observation.Note.Select(note => note.Text)),
    };

    // LOINC codes of a report's sections name no finding of their own.
    private static bool IsSection(Observation observation) =>
        Code(observation) is "59776-5" or "19005-8" or "18782-3" or "18748-4" or "11528-7" or "" || Name(observation) is "" or "Findings" or "Impression" or "Finding";

    private static string Site(Observation observation) => observation.BodySite is { } site && Name(site) is { Length: > 0 } name ? $", {name}" : "";

    private static string Name(Observation observation) => observation.Code is { } code ? Name(code) : "";

    private static string Name(CodeableConcept concept) => concept.Text ?? concept.Coding.FirstOrDefault()?.Display ?? "";

    // SNOMED CT 2667000 Absent, 260415000 Not detected, 260385009 Negative; v2-0136 N.
    private static bool IsDenial(CodeableConcept concept) =>
        concept.Coding.Any(coding => coding.Code is "2667000" or "260415000" or "260385009" or "373067005" or "N" or "NEG" or "ND")
        || Name(concept).Trim().ToLowerInvariant() is "absent" or "no" or "negative" or "not detected" or "none" or "not present";

    private static bool IsAffirmation(CodeableConcept concept) =>
        concept.Coding.Any(coding => coding.Code is "52101004" or "260373001" or "10828004" or "373066001" or "Y" or "POS" or "DET")
        || Name(concept).Trim().ToLowerInvariant() is "present" or "yes" or "positive" or "detected";
}
