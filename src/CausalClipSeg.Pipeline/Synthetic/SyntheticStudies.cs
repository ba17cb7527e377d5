using System.Globalization;

namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Writes radiographs as DICOM (N.dcm) and the reports on them as HL7 v2 (N.hl7): something to send to a service that was just installed.</summary>
public static class SyntheticStudies
{
    private const int Rows = 512;
    private const int Columns = 448;

    /// <summary>The same seed writes the same studies.</summary>
    public static void Write(string folder, int count, int seed)
    {
        Directory.CreateDirectory(folder);
        Parallel.For(0, count, index =>
        {
            var spec = SyntheticDataset.Case(seed, index) with { Rows = Rows, Columns = Columns };
            var name = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"study_{index:D5}"));
            SyntheticDicom.Create(spec, new SyntheticDicomVariant()).Save(name + ".dcm");
            File.WriteAllBytes(name + ".hl7", SyntheticHl7.Encode(spec));
        });
    }
}
