using System.Globalization;
using System.Text;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>One radiograph and its report with identifiers of their own.</summary>
internal sealed record FaultCase(SyntheticStudy Study, SyntheticCase Picture, byte[] Image)
{
    private static readonly CasePicture Small = new(256);

    public static FaultCase New() => Small.NewCase();

    public DicomFile File => DicomFile.Open(new MemoryStream(Image));

    public byte[] Report(string status = "F", int version = 1, string? text = null) => Encoding.UTF8.GetBytes(SyntheticHl7.Write(
        Study, Picture.View, text ?? SyntheticReport.Of(Picture).Text, new SyntheticHl7Options { Status = status, Version = version }));
}

/// <summary>A synthetic picture, drawn once, that any number of cases show.</summary>
internal sealed class CasePicture
{
    private readonly SyntheticCase _picture;
    private readonly Lazy<byte[]> _drawn;

    public CasePicture(int side, int seed = 77)
    {
        _picture = new(seed, side, side) { RightZones = LungZones.Lower, LeftZones = LungZones.Middle | LungZones.Lower };
        _drawn = new(() => Bytes(SyntheticDicom.Create(_picture, new SyntheticDicomVariant())));
    }

    /// <summary>A patient, a study and an image of its own.</summary>
    public FaultCase NewCase()
    {
        var accession = Guid.NewGuid().ToString("n")[..16].ToUpperInvariant();
        var study = SyntheticStudy.Of(_picture) with
        {
            StudyInstanceUid = Uid(),
            SeriesInstanceUid = Uid(),
            SopInstanceUid = Uid(),
            AccessionNumber = accession,
            PatientId = $"P{accession}",
        };
        return new FaultCase(study, _picture, ImageOf(study));
    }

    /// <summary>Another image of the case's study.</summary>
    public FaultCase Another(FaultCase of)
    {
        var study = of.Study with { SopInstanceUid = Uid() };
        return new FaultCase(study, _picture, ImageOf(study));
    }

    private byte[] ImageOf(SyntheticStudy study)
    {
        var file = DicomFile.Open(new MemoryStream(_drawn.Value));
        file.Dataset.AddOrUpdate(DicomTag.StudyInstanceUID, study.StudyInstanceUid).AddOrUpdate(DicomTag.SeriesInstanceUID, study.SeriesInstanceUid)
            .AddOrUpdate(DicomTag.SOPInstanceUID, study.SopInstanceUid).AddOrUpdate(DicomTag.AccessionNumber, study.AccessionNumber)
            .AddOrUpdate(DicomTag.PatientID, study.PatientId);
        return Bytes(new DicomFile(file.Dataset));
    }

    private static string Uid() => "2.25." + new System.Numerics.BigInteger(Guid.NewGuid().ToByteArray(), isUnsigned: true).ToString(CultureInfo.InvariantCulture);

    private static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.Save(stream);
        return stream.ToArray();
    }
}
