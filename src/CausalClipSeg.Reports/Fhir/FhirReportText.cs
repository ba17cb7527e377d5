using System.Text;
using Hl7.Fhir.Model;
using CausalClipSeg.Reports.Documents;

namespace CausalClipSeg.Reports.Fhir;

/// <summary>Collects a DiagnosticReport's words: the presented form where it can be read, else Observations and conclusion.</summary>
internal static class FhirReportText
{
    /// <summary>What the form is that could not be read, or null.</summary>
    public static string? AddTo(ReportTextBuilder text, DiagnosticReport report, FhirNeighbours neighbours)
    {
        string? unreadable = null;
        // The same report is often presented twice, as text and as PDF: the first that can be read is taken.
        foreach (var form in report.PresentedForm.OrderBy(form => form.ContentType?.StartsWith("text/", StringComparison.Ordinal) == true ? 0 : 1))
        {
            var words = Words(form);
            unreadable ??= words.Obstacle;
            foreach (var section in words.Sections) text.Add(section.Code, section.Heading, section.Text);
            if (words.Sections.Count > 0) break;
        }

        // The presented form is the whole report; what the elements repeat of it is not said twice.
        var presented = text.Text;
        foreach (var observation in report.Result.Select(neighbours.Find<Observation>).OfType<Observation>())
            AddObservation(text, observation, presented, neighbours);
        if (report.Conclusion is { Length: > 0 } conclusion && !presented.Contains(conclusion.Trim(), StringComparison.Ordinal)) text.Add("19005-8", "IMPRESSION", conclusion);
        return unreadable;
    }

    private static void AddObservation(ReportTextBuilder text, Observation observation, string presented, FhirNeighbours neighbours)
    {
        if (observation.Status is ObservationStatus.EnteredInError or ObservationStatus.Cancelled) return;
        if (FhirObservationText.Words(observation) is { Length: > 0 } value && !presented.Contains(value, StringComparison.Ordinal))
            text.Add(FhirObservationText.Code(observation), FhirObservationText.Heading(observation), value);
        // A panel of observations holds the words in its members (R4 Observation.hasMember).
        foreach (var member in observation.HasMember.Select(neighbours.Find<Observation>).OfType<Observation>().Where(member => member.HasMember.Count == 0))
            AddObservation(text, member, presented, neighbours);
    }

    private static DocumentWords Words(Attachment form)
    {
        var kind = form.ContentType?.Split(';')[0].Trim() ?? "of no stated type";
        if (form.Data is { Length: > 0 } data) return EnclosedDocument.Read(data, kind, Encoding.Latin1);
        return DocumentWords.None(form.Url is { Length: > 0 } ? $"{kind} behind an address, which is not fetched" : $"{kind} without data");
    }
}
