using System.Globalization;
using System.Text;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>One radiograph and its report with identifiers of their own; all show the same synthetic picture, which is drawn once.</summary>
internal sealed record FaultCase(SyntheticStudy Study, byte[] Image)
{
    private static readonly SyntheticCase Picture = new(77, 256, 256) { RightZones = LungZones.Lower, LeftZones = LungZones.Middle | LungZones.Lower };
    private static readonly Lazy<byte[]> Drawn = new(() => Bytes(SyntheticDicom.Create(Picture, new SyntheticDicomVariant())));

    public static FaultCase New()
    {
        var study = SyntheticStudy.Of(Picture) with
        {
            StudyInstanceUid = Uid(),
            SeriesInstanceUid = Uid(),
            SopInstanceUid = Uid(),
            AccessionNumber = Guid.NewGuid().ToString("n")[..16].ToUpperInvariant(),
        };
        var file = DicomFile.Open(new MemoryStream(Drawn.Value));
        file.Dataset.AddOrUpdate(DicomTag.StudyInstanceUID, study.StudyInstanceUid).AddOrUpdate(DicomTag.SeriesInstanceUID, study.SeriesInstanceUid)
            .AddOrUpdate(DicomTag.SOPInstanceUID, study.SopInstanceUid).AddOrUpdate(DicomTag.AccessionNumber, study.AccessionNumber);
        return new FaultCase(study, Bytes(new DicomFile(file.Dataset)));
    }

    public DicomFile File => DicomFile.Open(new MemoryStream(Image));

    public byte[] Report(string status = "F", int version = 1, string? text = null) => Encoding.UTF8.GetBytes(SyntheticHl7.Write(
        Study, Picture.View, text ?? SyntheticReport.Of(Picture).Text, new SyntheticHl7Options { Status = status, Version = version }));

    private static string Uid() => "2.25." + new System.Numerics.BigInteger(Guid.NewGuid().ToByteArray(), isUnsigned: true).ToString(CultureInfo.InvariantCulture);

    private static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.Save(stream);
        return stream.ToArray();
    }
}
