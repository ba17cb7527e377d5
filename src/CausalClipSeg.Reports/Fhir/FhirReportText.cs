using Hl7.Fhir.Model;

namespace CausalClipSeg.Reports.Fhir;

/// <summary>Collects a DiagnosticReport's words: the presented forms that can be read, then what Observations and conclusion say beyond them.</summary>
internal static class FhirReportText
{
    /// <summary>What the form is that could not be read, or null.</summary>
    public static string? AddTo(ReportTextBuilder text, DiagnosticReport report, FhirNeighbours neighbours)
    {
        var unreadable = FhirForms.AddTo(text, report.PresentedForm);
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
}
