using System.Net;
using System.Text;
using Hl7.Fhir.Model;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports.Fhir;

/// <summary>Collects a DiagnosticReport's words: the presented form where it is text, else Observations and conclusion.</summary>
internal static class FhirReportText
{
    /// <summary>The content type of a form that could not be read, or null.</summary>
    public static string? AddTo(ReportTextBuilder text, DiagnosticReport report, FhirNeighbours neighbours)
    {
        string? unreadable = null;
        foreach (var form in report.PresentedForm)
        {
            if (Words(form) is { Length: > 0 } words) text.Add("", "", words);
            else unreadable = form.ContentType ?? "of no stated type";
        }

        // The presented form is the whole report; what the elements repeat of it is not said twice.
        var presented = text.Text;
        foreach (var observation in report.Result.Select(neighbours.Find<Observation>).OfType<Observation>())
            if (Value(observation) is { Length: > 0 } value && !presented.Contains(value, StringComparison.Ordinal)) text.Add(Code(observation), Heading(observation), value);
        if (report.Conclusion is { Length: > 0 } conclusion && !presented.Contains(conclusion.Trim(), StringComparison.Ordinal)) text.Add("19005-8", "IMPRESSION", conclusion);
        return unreadable;
    }

    private static string? Words(Attachment form)
    {
        if (form.Data is not { Length: > 0 } data) return null;
        var type = (form.ContentType ?? "").Split(';')[0].Trim();
        return type switch
        {
            "text/plain" or "text/markdown" => Utf8(data),
            "text/html" or "application/xhtml+xml" => Plain(Utf8(data)),
            "application/xml" or "text/xml" or "application/cda+xml" => CdaText.Read(Utf8(data)) is { } sections ? string.Join("\n\n", sections.Select(s => $"{s.Heading}:\n{s.Text}")) : null,
            _ => null,
        };
    }

    private static string Plain(string html)
    {
        var text = new StringBuilder(html.Length);
        var inTag = false;
        foreach (var c in html)
        {
            if (c == '<') inTag = true;
            if (!inTag) text.Append(c);
            if (c != '>' || !inTag) continue;
            inTag = false;
            text.Append('\n');
        }

        return WebUtility.HtmlDecode(text.ToString()).Trim();
    }

    private static string Utf8(byte[] data) => Encoding.UTF8.GetString(data).TrimStart('\uFEFF');

    private static string Value(Observation observation) => observation.Value switch
    {
        FhirString text => text.Value ?? "",
        CodeableConcept concept => concept.Text ?? concept.Coding.FirstOrDefault()?.Display ?? "",
        _ => string.Join('\n', observation.Note.Select(note => note.Text)),
    };

    private static string Code(Observation observation) => observation.Code?.Coding.FirstOrDefault()?.Code ?? "";

    private static string Heading(Observation observation) => Code(observation) switch
    {
        "59776-5" => "FINDINGS",
        "19005-8" => "IMPRESSION",
        _ => (observation.Code?.Text ?? observation.Code?.Coding.FirstOrDefault()?.Display ?? "").ToUpperInvariant() is var name && name.Contains("IMPRESSION", StringComparison.Ordinal) ? "IMPRESSION" : "FINDINGS",
    };
}
