using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;

namespace CausalClipSeg.Tests;

/// <summary>The product with cases to look at, and a browser: one stored, one negative, one parked. Shared by the tests of the pages.</summary>
public sealed class PagesSite : IAsyncLifetime
{
    public static readonly SyntheticCase Stored = new(2102, 640, 532) { LeftZones = LungZones.Middle | LungZones.Lower, Marker = SideMarker.Left };
    public static readonly SyntheticCase Negative = new(2108, 600, 500) { Marker = SideMarker.Left };
    public static readonly SyntheticCase Parked = new(2105, 560, 470) { RightZones = LungZones.Upper };

    private PipelineUnderTest? _pipeline;
    private RealBrowser? _browser;

    internal PipelineUnderTest Pipeline => _pipeline ?? throw new InvalidOperationException("The site has not started.");

    internal Uri Address => new($"http://127.0.0.1:{Pipeline.StatusPort}/");

    internal Guid StoredId { get; private set; }

    public async ValueTask InitializeAsync()
    {
        _browser = await RealBrowser.Start();
        _pipeline = await PipelineUnderTest.Embedded(("Status:Local", "All"));
        await Send(Parked, file =>
        {
            file.Dataset.Remove(DicomTag.PatientOrientation);
            file.Dataset.Remove(DicomTag.ViewPosition);
        });
        await Send(Negative);
        StoredId = (await Send(Stored)).Id;
    }

    internal async Task<SegmentationCase> Send(SyntheticCase spec, Action<DicomFile>? change = null)
    {
        await Pipeline.SendImage(spec, change);
        await Pipeline.SendReport(SyntheticHl7.Encode(spec));
        return await Pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
    }

    internal Task<WatchedPage> Open(string path, int width = 1280, int height = 800) =>
        (_browser ?? throw new InvalidOperationException("The browser has not started.")).Open(Address, path, width, height);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        if (_pipeline is not null) await _pipeline.DisposeAsync();
    }
}
