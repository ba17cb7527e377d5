using Hl7.Fhir.Model;
using CausalClipSeg.Reports.Coded;

namespace CausalClipSeg.Reports.Fhir;

/// <summary>Says an Observation in words, as the sentence that a report would hold.</summary>
internal static class FhirObservationText
{
    public static string Code(Observation observation) => Code(observation.Code);

    public static string Heading(Observation observation) => SectionHeadings.Of(Code(observation), Name(observation.Code)) is { Length: > 0 } heading ? heading : "FINDINGS";

    /// <summary>The text value; a coded one, or a yes or no, with what it is asked of, its site and its components.</summary>
    public static string Words(Observation observation) => observation.Value switch
    {
        FhirString { Value: { } text } when Answer(observation.Value) == CodedAnswer.None || IsSection(observation) => text,
        FhirString or CodeableConcept or FhirBoolean => Finding(observation),
        _ when observation.Component.Count > 0 => Finding(observation),
        _ => string.Join('\n', observation.Note.Select(note => note.Text)),
    };

    private static string Finding(Observation observation)
    {
        var (own, beside) = (observation.Component.Where(IsOfItself).ToList(), observation.Component.Where(component => !IsOfItself(component)).ToList());
        var certainty = own.Select(component => Answer(component.Value)).DefaultIfEmpty(CodedAnswer.None).Max();
        IEnumerable<string> details = own.Where(component => Answer(component.Value) == CodedAnswer.None).Select(Detail).Prepend(Name(observation.BodySite));
        // Without a value, its components say where it is and how large; that it is there goes without saying, unless they speak of other findings.
        var answer = observation.Value is null && certainty == CodedAnswer.None && beside.Count == 0 ? CodedAnswer.Present : Answer(observation.Value);
        var finding = CodedFinding.Of(Name(observation.Code), IsSection(observation), Value(observation.Value), answer, certainty, [.. details]);
        var sentences = beside.Select(component => CodedFinding.Of(Name(component.Code), false, Value(component.Value), Answer(component.Value), CodedAnswer.None, [Name(observation.BodySite)]).Sentence);
        return string.Join('\n', sentences.Prepend(finding.Sentence).Where(sentence => sentence.Length > 0));
    }

    // A side, a site or a size is of the finding; a component that is itself there or not is another finding, unless it asks for the first one's presence.
    private static bool IsOfItself(Observation.ComponentComponent component) => Answer(component.Value) == CodedAnswer.None || CodedFinding.AsksWhether(Name(component.Code));

    private static string Detail(Observation.ComponentComponent component) =>
        component.Value is Quantity { Value: { } amount } size ? $"{Name(component.Code)} {amount.ToString(System.Globalization.CultureInfo.InvariantCulture)} {size.Unit ?? size.Code}".Trim() : Value(component.Value);

    private static string Value(DataType? value) => value switch
    {
        FhirString text => text.Value ?? "",
        CodeableConcept concept => Name(concept),
        _ => "",
    };

    private static CodedAnswer Answer(DataType? value) => value switch
    {
        FhirBoolean { Value: { } isThere } => isThere ? CodedAnswer.Present : CodedAnswer.Absent,
        CodeableConcept concept => CodedAnswers.Of(concept.Coding.Select(coding => coding.Code ?? ""), Name(concept)),
        FhirString text => CodedAnswers.Of([], text.Value ?? ""),
        _ => CodedAnswer.None,
    };

    private static bool IsSection(Observation observation) => SectionHeadings.IsSection(Code(observation), Name(observation.Code));

    private static string Code(CodeableConcept? concept) => concept?.Coding.FirstOrDefault()?.Code ?? "";

    private static string Name(CodeableConcept? concept) => concept?.Text ?? concept?.Coding.FirstOrDefault()?.Display ?? "";
}
