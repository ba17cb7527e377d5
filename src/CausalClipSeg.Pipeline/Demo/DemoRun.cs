using System.Diagnostics;
using System.Net;
using System.Text;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Pictures;
using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Reports.Mllp;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Demo;

/// <summary>
/// The main job on a machine that has nothing: synthetic studies go over real sockets into the product in its embedded mode, SEGs and pictures come out.
/// The same stages run as in the service; only the sender is ours.
/// </summary>
internal sealed class DemoRun(WebApplication host, string outputFolder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public async Task<DemoResult> RunAsync(DemoCase demo, CancellationToken cancellation)
    {
        var truth = SyntheticRadiograph.Draw(demo.Spec);
        var study = SyntheticStudy.Of(demo.Spec);
        var report = SyntheticReport.Of(demo.Spec);
        var watch = Stopwatch.StartNew();
        await SendImageAsync(SyntheticDicom.Create(demo.Spec, truth, demo.Variant), cancellation).ConfigureAwait(false);
        await SendReportAsync(SyntheticHl7.Encode(demo.Spec), cancellation).ConfigureAwait(false);
        var done = await CaseAtRestAsync(study.SopInstanceUid, cancellation).ConfigureAwait(false);
        var seconds = watch.Elapsed.TotalSeconds;
        var outcome = await DemoOutcome.ReadAsync(Store, Files, done, cancellation).ConfigureAwait(false);
        return Write(demo, truth, report, outcome, seconds);
    }

    private PipelineStore Store => host.Services.GetRequiredService<PipelineStore>();

    private InstanceStore Files => host.Services.GetRequiredService<InstanceStore>();

    private IntakeOptions Intake => host.Services.GetRequiredService<IOptions<IntakeOptions>>().Value;

    private async Task SendImageAsync(DicomFile image, CancellationToken cancellation)
    {
        var destination = new PacsDestination(Intake.DicomAddress, Intake.DicomPort, Intake.AeTitle, "DEMO");
        var sent = await StoreScu.SendAsync(destination, image, cancellation).ConfigureAwait(false);
        if (!sent.IsStored)
            throw new InvalidDataException($"The storage SCP refused the demo's image: {sent.Message}");
    }

    private async Task SendReportAsync(byte[] message, CancellationToken cancellation)
    {
        var endpoint = new IPEndPoint(IPAddress.Parse(Intake.MllpAddress), Intake.MllpPort);
        var reply = Encoding.UTF8.GetString(await MllpClient.SendAsync(endpoint, message, cancellation).ConfigureAwait(false));
        if (!reply.Contains("MSA|AA|", StringComparison.Ordinal))
            throw new InvalidDataException($"The MLLP listener refused the demo's report: {reply}");
    }

    private async Task<SegmentationCase> CaseAtRestAsync(string sopInstanceUid, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        while (true)
        {
            var found = await Store.ReadAsync(db => db.Cases.SingleOrDefaultAsync(c => c.SopInstanceUid == sopInstanceUid, limit.Token), limit.Token).ConfigureAwait(false);
            if (found is { State: not (CaseState.Ready or CaseState.Segmenting or CaseState.Delivering) })
                return found;
            await Task.Delay(Look, limit.Token).ConfigureAwait(false);
        }
    }

    private DemoResult Write(DemoCase demo, SyntheticImage truth, SyntheticReport report, DemoOutcome outcome, double seconds)
    {
        var name = Path.Combine(outputFolder, FileName(demo.Name));
        var dice = truth.Mask.AsSpan().Contains((byte)1) || outcome.Union is not null ? Overlap.Dice(outcome.Union, truth.Mask) : (double?)null;
        var segPath = outcome.SegPath is null ? null : name + ".seg.dcm";
        if (segPath is not null)
            File.Copy(outcome.SegPath!, segPath, overwrite: true);
        var picture = new OverlayPicture(truth.Rows, truth.Columns, truth.Pixels)
        {
            Masks = outcome.Masks,
            Truth = truth.Mask,
            Title = demo.Name,
            Sentence = outcome.ReferringText ?? outcome.Reason,
            Dice = dice,
        };
        File.WriteAllBytes(name + ".png", OverlayRenderer.RenderPng(picture));
        return new DemoResult
        {
            Case = demo.Name,
            Report = report.Text,
            ReferringText = outcome.ReferringText,
            Findings = outcome.Findings,
            SegSopInstanceUid = outcome.SegSopInstanceUid,
            SegPath = segPath,
            OverlayPath = name + ".png",
            Dice = dice,
            Seconds = seconds,
            Outcome = outcome.State,
            Picture = picture,
        };
    }

    private static string FileName(string caseName) =>
        string.Join('-', caseName.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
