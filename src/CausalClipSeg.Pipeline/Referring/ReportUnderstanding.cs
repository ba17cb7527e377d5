using CausalClipSeg.Model;
using CausalClipSeg.Reports.Understanding;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>Text of a report -> its findings and the sentence for a frontal image hung as usual; what the command line shows.</summary>
public sealed class ReportUnderstanding(FindingExtractor extractor, BundleManifest model)
{
    public UnderstoodReport Of(string text)
    {
        var extracted = extractor.Extract(text);
        var delineable = extracted.Findings.Where(f => f.MayBeThere && CaseComposer.IsDelineable(f.Finding, model)).ToList();
        var asks = Lesion.Group(delineable).Select(lesion => CaseComposer.Ask(lesion, leftIsViewersRight: true, model));
        return new UnderstoodReport(extracted.Findings, string.Join('\n', asks.Select(a => a.ReferringText).Distinct()) is { Length: > 0 } asked ? asked : null, extracted.Contradictions);
    }
}

/// <summary>The findings of a report and what the model would be asked (null when there is nothing for it); sentences that contradict each other stand beside them.</summary>
public sealed record UnderstoodReport(IReadOnlyList<ReportFinding> Findings, string? ReferringText, IReadOnlyList<ReportContradiction> Contradictions);
