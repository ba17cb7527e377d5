using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.CommandLine;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Referring;
using CausalClipSeg.Reports.Understanding;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Benchmarks.Reports;

/// <summary>Reports of random findings, sides, denials and order through extraction and composition: none may ask for what it denies.</summary>
internal sealed record ComposedDenials(int Reports, int Leaks)
{
    private static readonly RadiographOrientation _frontal = new()
    {
        IsProjectionRadiograph = true, View = RadiographView.PosteroAnterior, PatientLeft = ViewerSide.Right, Upright = Upright.HeadUp, BodyPart = "CHEST", StatesOrientation = true, Reason = "",
    };

    public static ComposedDenials Measure(int reports)
    {
        var extractor = new FindingExtractor();
        var composer = new CaseComposer(Options.Create(new ReferringOptions()));
        var model = CommonOptions.Manifest(null);
        var random = new Random(20260105);
        var leaks = 0;
        for (var i = 0; i < reports; i++)
        {
            var (text, stated) = DenialReports.Compose(random);
            if (composer.Compose([.. extractor.Extract(text).Findings.Select(FindingRecords.From)], _frontal, model) is Composition.Ready ready && !ready.Asks.All(ask => stated.Contains(ask.Finding)))
                leaks++;
        }
        return new(reports, leaks);
    }
}
