using System.CommandLine;
using System.Diagnostics;
using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Referring;
using CausalClipSeg.Reports.Understanding;
using FellowOakDicom;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>segment --image F (--text T | --report F)</c>: one radiograph by hand, through the same stages as the service.</summary>
internal static class SegmentCommand
{
    public static Command Create()
    {
        var image = new Option<FileInfo>("--image") { Description = "A CR or DX image.", Required = true };
        var text = new Option<string?>("--text") { Description = "A sentence: a report's (sides are the patient's), or one of the model's own grammar." };
        var report = new Option<FileInfo?>("--report") { Description = "A report: plain text, HL7 v2, FHIR or DICOM SR; told apart by content." };
        var bundle = CommonOptions.Bundle();
        var output = new Option<string?>("--out") { Description = "File for the SEG." };
        var overlay = new Option<string?>("--overlay") { Description = "File for a picture (PNG)." };
        var trust = new Option<bool>("--assume-standard") { Description = "The image is hung as usual even if it does not say so." };
        var json = CommonOptions.Json();
        var command = new Command("segment", "Segments one radiograph by hand.") { image, text, report, bundle, output, overlay, trust, json };
        command.Validators.Add(given =>
        {
            if ((given.GetResult(text) is null) == (given.GetResult(report) is null))
                given.AddError("Give either --text or --report.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            CodecRegistration.Register();
            var words = await WordsAsync(parsed.GetValue(text), parsed.GetValue(report), cancellation).ConfigureAwait(false);
            var model = ModelBundle.Load(CommonOptions.BundleFolder(parsed.GetValue(bundle)));
            var source = await DicomInput.OpenAsync(parsed.GetRequiredValue(image)).ConfigureAwait(false);
            var asks = Asks(words, source.Dataset, model.Manifest, parsed.GetValue(trust));
            var result = Run(source, asks, model);
            // The network looks at no token, and a process that ends beneath it crashes: it has answered first.
            cancellation.ThrowIfCancellationRequested();
            var segPath = parsed.GetValue(output) is { } wanted && result.Found.Count > 0 ? wanted : null;
            if (segPath is not null)
                await OutputFile.WriteAsync(segPath, async path =>
                {
                    await result.ToSegmentation(source.Dataset, model).SaveAsync(path).ConfigureAwait(false);
                    return path;
                }).ConfigureAwait(false);
            if (parsed.GetValue(overlay) is { } picture)
                await File.WriteAllBytesAsync(picture, result.ToPicture(parsed.GetRequiredValue(image).Name), cancellation).ConfigureAwait(false);
            Show(result, segPath, model.Manifest, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> WordsAsync(string? text, FileInfo? report, CancellationToken cancellation)
    {
        if (report is null)
            return text ?? "";
        return ReportInput.Words(await File.ReadAllBytesAsync(report.FullName, cancellation).ConfigureAwait(false), report.Name);
    }

    private static IReadOnlyList<Ask> Asks(string words, DicomDataset source, BundleManifest model, bool trust)
    {
        if (model.CaptionGrammar.Parse(words) is not null)
            return [new Ask("airspace-opacity", "none", "", words, words)];
        var options = new ReferringOptions { UnknownOrientation = trust ? UnknownOrientationPolicy.AssumeStandard : UnknownOrientationPolicy.Park };
        var composer = new CaseComposer(Options.Create(options));
        var orientation = RadiographOrientation.Read(source);
        return composer.Compose([.. new FindingExtractor().Extract(words).Findings.Select(FindingRecords.From)], orientation, model) switch
        {
            Composition.Ready ready => ready.Asks,
            Composition.Negative negative => throw new RefusedException(negative.Reason),
            Composition.OutsideModel outside => throw new RefusedException(outside.Reason),
            Composition.Parked parked => throw new RefusedException(orientation.StatesOrientation ? parked.Reason : $"{parked.Reason} Here: --assume-standard."),
            var other => throw new UnreachableException(other.ToString()),
        };
    }

    private static HandResult Run(DicomFile source, IReadOnlyList<Ask> asks, ModelBundle model)
    {
        if (!DisplayImageReader.Read(source.Dataset).TryGet(out var shown, out var refusal))
            throw new RefusedException(refusal.Reason);
        using var segmenter = Segmenter.Load(model);
        var watch = Stopwatch.StartNew();
        var image = new GrayImage(shown.Rows, shown.Columns, shown.Pixels);
        var maps = segmenter.Segment([.. asks.Select(ask => new SegmentationInput(image, ask.ReferringText))]);
        foreach (var lost in asks.Zip(maps).Where(pair => pair.Second.WordsLost).Select(pair => pair.First.ReferringText).Distinct())
            Output.Say($"The sentence is longer than the {model.Manifest.Geometry.WordLength} tokens that the model reads; its last words had no part in the answer: {lost}");
        var segments = asks.Zip(maps, (ask, map) => HandSegment.Of(ask, map, model.Manifest.Threshold)).ToList();
        return new HandResult(shown, segments, watch.ElapsedMilliseconds);
    }

    private static void Show(HandResult result, string? segPath, BundleManifest model, bool json)
    {
        var segments = result.Segments.Select(s => new { label = s.Ask.Finding, s.Pixels, s.MeanProbability });
        var referringText = string.Join('\n', result.Segments.Select(s => s.Ask.ReferringText).Distinct());
        if (json)
            Output.WriteJson(new { segments, segPath, referringText, model = $"{model.Name} {model.Version}", result.Milliseconds });
        else
            Output.Say($"{referringText}\n{string.Join('\n', segments.Select(s => $"{s.label}: {s.Pixels} pixels, mean probability {s.MeanProbability:F2}"))}\n{result.Milliseconds} ms");
    }

}
