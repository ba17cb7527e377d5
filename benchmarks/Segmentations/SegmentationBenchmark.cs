using System.CommandLine;
using System.Diagnostics;
using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Pipeline.CommandLine;
using FellowOakDicom;

namespace CausalClipSeg.Benchmarks.Segmentations;

/// <summary><c>benchmark segmentation</c>: a SEG of a 4096 x 4096 radiograph with 8 segments, built and written to disk; and how fast its bits are packed.</summary>
internal static class SegmentationBenchmark
{
    private const int Side = 4096;
    private const int SegmentCount = 8;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "5 rounds instead of 30." };
        var json = CommonOptions.Json();
        var command = new Command("segmentation", "Milliseconds to build and write a large SEG.") { quick, json };
        command.SetAction(async (parsed, _) =>
        {
            await using var folder = new TemporaryFolder("segmentation");
            var (source, content) = (Source(), Content());
            List<double> whole = [], packing = [];
            for (var round = 0; round < (parsed.GetValue(quick) ? 5 : 30); round++)
            {
                whole.Add(Time(() => SegmentationBuilder.Build(source, content).Save(folder.File("seg.dcm"))));
                packing.Add(Time(() => BitPacking.Pack([.. content.Segments.Select(segment => (ReadOnlyMemory<byte>)segment.Mask.Pixels)])));
            }

            var gigapixels = (double)Side * Side * SegmentCount / 1e9;
            Output.Say($"SEG of {Side} x {Side} with {SegmentCount} segments: {Median(whole):0} ms built and written (best {whole.Min():0}, worst {whole.Max():0}); packing {gigapixels / Median(packing) * 1000:0.0} Gpixel/s.");
            Output.WriteJson(new { milliseconds = Math.Round(Median(whole), 1), best = Math.Round(whole.Min(), 1), packingMs = Math.Round(Median(packing), 1), gigapixelsPerSecond = Math.Round(gigapixels / Median(packing) * 1000, 2) });
            return ExitCode.Done;
        });
        return command;
    }

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static DicomDataset Source() => new()
    {
        { DicomTag.SOPClassUID, DicomUID.DigitalXRayImageStorageForPresentation },
        { DicomTag.SOPInstanceUID, "1.2.3.4" },
        { DicomTag.StudyInstanceUID, "1.2.3" },
        { DicomTag.SeriesInstanceUID, "1.2.3.1" },
        { DicomTag.PatientID, "P17" },
        { DicomTag.Rows, (ushort)Side },
        { DicomTag.Columns, (ushort)Side },
    };

    private static SegmentationContent Content() => new()
    {
        SopInstanceUid = DerivedUid.Create("seg", "benchmark"),
        SeriesInstanceUid = DerivedUid.Create("series", "benchmark"),
        Equipment = new Equipment("CausalClipSeg.Pipeline", "CausalCLIPSeg", "1", "1"),
        ContentTime = new DateTimeOffset(2026, 3, 1, 10, 30, 0, TimeSpan.Zero),
        Segments = [.. Enumerable.Range(0, SegmentCount).Select(number => new SegmentDescription
        {
            Label = $"Segment {number + 1}",
            Mask = new SegmentMask(Side, Side, Stripe(number)),
            Type = Codes.ForFinding("airspace-opacity"),
            Algorithm = new AlgorithmIdentification("CausalCLIPSeg", "1"),
            Tracking = new TrackingIdentity($"{number}", DerivedUid.Create("tracking", $"{number}")),
        })],
    };

    // Stripes that do not touch, so that the search for overlaps has to look at every pixel.
    private static byte[] Stripe(int number)
    {
        var mask = new byte[Side * Side];
        mask.AsSpan(number * (Side * Side / SegmentCount), Side * Side / SegmentCount / 2).Fill(1);
        return mask;
    }
}
