using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;

namespace CausalClipSeg.Tests;

/// <summary>The modality and the radiologist at a workstation, for the pipeline under test.</summary>
internal static class SyntheticSenders
{
    /// <summary>Sends the case's radiograph by C-STORE; the archive's answer must be success.</summary>
    public static async Task SendImage(this PipelineUnderTest pipeline, SyntheticCase spec, Action<DicomFile>? change = null)
    {
        var file = SyntheticDicom.Create(spec, new SyntheticDicomVariant());
        change?.Invoke(file);
        (await pipeline.Send(file)).IsStored.ShouldBeTrue();
    }

    public static Task<StoreResult> Send(this PipelineUnderTest pipeline, DicomFile file) =>
        StoreScu.SendAsync(new PacsDestination("127.0.0.1", pipeline.DicomPort, "CAUSALCLIPSEG", "TESTS"), file, TestContext.Current.CancellationToken);

    /// <summary>The case's radiograph as a file.</summary>
    public static async Task<string> WriteImage(this PipelineUnderTest pipeline, SyntheticCase spec, string? path = null, Action<DicomFile>? change = null)
    {
        path ??= Path.Combine(pipeline.Root, $"{spec.Seed}.dcm");
        var file = SyntheticDicom.Create(spec, new SyntheticDicomVariant());
        change?.Invoke(file);
        await file.SaveAsync(path);
        return path;
    }

    public static async Task SendHumanSegmentation(this PipelineUnderTest pipeline, SyntheticCase spec, SegmentationType type = SegmentationType.Binary) =>
        (await pipeline.Send(HumanSegmentation(spec, type))).IsStored.ShouldBeTrue();

    /// <summary>A SEG with the true mask, drawn by hand.</summary>
    public static DicomFile HumanSegmentation(SyntheticCase spec, SegmentationType type = SegmentationType.Binary)
    {
        var source = SyntheticDicom.Create(spec, new SyntheticDicomVariant()).Dataset;
        var uid = SyntheticStudy.Of(spec).SopInstanceUid;
        return SegmentationBuilder.Build(source, new SegmentationContent
        {
            SopInstanceUid = DerivedUid.Create("human", uid),
            SeriesInstanceUid = DerivedUid.Create("human-series", uid),
            Equipment = new Equipment("Workstation", "Tests", "1", "1"),
            ContentTime = DateTimeOffset.UnixEpoch,
            Type = type,
            Segments =
            [
                new SegmentDescription
                {
                    Label = "airspace-opacity",
                    Mask = new SegmentMask(spec.Rows, spec.Columns, SyntheticRadiograph.Draw(spec).Mask),
                    Type = Codes.ForFinding("airspace-opacity"),
                    AlgorithmType = SegmentAlgorithmType.Manual,
                    Tracking = new TrackingIdentity("human", DerivedUid.Create("human-tracking", uid)),
                },
            ],
        });
    }
}
