using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CausalClipSeg.Pipeline.CommandLine;
using FellowOakDicom;

namespace CausalClipSeg.Benchmarks.Headers;

/// <summary><c>benchmark headers</c>: reading everything before the pixels of many files, against pydicom's <c>stop_before_pixels</c>, in turns over the same files.</summary>
internal static class HeadersBenchmark
{
    private const int Rounds = 3;

    private const string Script = """
        import sys, time
        from pathlib import Path
        import pydicom
        files = sorted(str(p) for p in Path(sys.argv[1]).iterdir())
        start = time.perf_counter()
        for name in files:
            dataset = pydicom.dcmread(name, stop_before_pixels=True)
            dataset.PatientID, dataset.StudyInstanceUID, dataset.Rows
        print(time.perf_counter() - start)
        """;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "500 files instead of 10,000." };
        var json = CommonOptions.Json();
        var command = new Command("headers", "Files per second, header only, against pydicom.") { quick, json };
        command.SetAction(async (parsed, _) =>
        {
            await using var folder = new TemporaryFolder("headers");
            var files = HeaderFiles.Write(folder.Path, parsed.GetValue(quick) ? 500 : 10_000);
            List<double> ours = [], theirs = [];
            for (var round = 0; round < Rounds; round++)
            {
                ours.Add(Read(files));
                theirs.Add(double.Parse(await Pydicom.Run(Script, folder.Path).ConfigureAwait(false), CultureInfo.InvariantCulture));
            }

            Report(files.Count, Median(ours), Median(theirs));
            return ExitCode.Done;
        });
        return command;
    }

    private static double Read(IReadOnlyList<string> files)
    {
        var clock = Stopwatch.StartNew();
        foreach (var path in files)
        {
            var dataset = DicomFile.Open(path, DicomEncoding.Default, stop: state => state.Tag == DicomTag.PixelData).Dataset;
            _ = (dataset.GetString(DicomTag.PatientID), dataset.GetString(DicomTag.StudyInstanceUID), dataset.GetSingleValue<ushort>(DicomTag.Rows));
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static void Report(int files, double ours, double theirs)
    {
        Output.Say($"{files} headers: {files / ours:0} files/s here, {files / theirs:0} files/s by pydicom, {theirs / ours:0.0} times as fast.");
        Output.WriteJson(new { files, filesPerSecond = Math.Round(files / ours), pydicomFilesPerSecond = Math.Round(files / theirs), ratioToPydicom = Math.Round(theirs / ours, 2) });
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
