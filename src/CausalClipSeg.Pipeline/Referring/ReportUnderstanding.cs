using CausalClipSeg.Model;
using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>Text of a report -> its findings and the sentence for a frontal image hung as usual; what the command line shows.</summary>
public sealed class ReportUnderstanding(FindingExtractor extractor, BundleManifest model)
{
    public UnderstoodReport Of(string text)
    {
        var findings = extractor.Extract(text).Findings;
        var delineable = findings.Where(f => f.MayBeThere && model.Findings.Contains(f.Finding)).ToList();
        var asks = Lesion.Group(delineable).Select(lesion => CaseComposer.Ask(lesion, leftIsViewersRight: true, model));
        return new UnderstoodReport(findings, string.Join('\n', asks.Select(a => a.ReferringText).Distinct()) is { Length: > 0 } asked ? asked : null);
    }
}

/// <summary>The findings of a report and what the model would be asked; null when there is nothing for it.</summary>
public sealed record UnderstoodReport(IReadOnlyList<ReportFinding> Findings, string? ReferringText);
