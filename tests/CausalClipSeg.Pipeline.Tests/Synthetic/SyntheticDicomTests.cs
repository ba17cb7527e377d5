using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Tests.Synthetic;

public sealed class SyntheticDicomTests
{
    public static TheoryData<RadiographKind, bool, int, bool, double> Variants()
    {
        var data = new TheoryData<RadiographKind, bool, int, bool, double>();
        foreach (var bits in (int[])[8, 10, 12, 14, 16])
        {
            foreach (var inverted in (bool[])[false, true])
            {
                data.Add(RadiographKind.CR, inverted, bits, true, 0.25);
                data.Add(RadiographKind.CR, inverted, bits, false, 1);
                data.Add(RadiographKind.DX, inverted, bits, true, 1);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Every_variant_leads_back_to_the_same_picture(RadiographKind kind, bool inverted, int bits, bool window, double slope)
    {
        var spec = new SyntheticCase(40 + bits, 61, 53) { LeftZones = LungZones.Upper };
        var variant = new SyntheticDicomVariant
        {
            Kind = kind, Monochrome1 = inverted, BitsStored = bits, Window = window, RescaleSlope = slope, RescaleIntercept = slope == 1 ? 0 : -100, ImplicitVr = !window,
        };
        var dataset = await WriteAndRead(SyntheticDicom.Create(spec, variant));
        var expected = SyntheticRadiograph.Draw(spec).Pixels;
        var shown = Show(dataset);
        shown.Length.ShouldBe(expected.Length);
        var step = 1.5 / (1 << bits);
        for (var i = 0; i < shown.Length; i++) ((double)shown[i]).ShouldBe(expected[i], step, $"pixel {i}");
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task The_independent_judge_finds_no_fault_in_any_variant(RadiographKind kind, bool inverted, int bits, bool window, double slope)
    {
        var spec = new SyntheticCase(bits, 61, 53) { RightZones = LungZones.Lower, View = inverted ? FrontalView.AP : FrontalView.PA };
        var variant = new SyntheticDicomVariant
        {
            Kind = kind, Monochrome1 = inverted, BitsStored = bits, Window = window, RescaleSlope = slope, PresentationLutShape = window, Orientation = window,
        };
        using var folder = new TemporaryFolder("synthetic");
        var path = folder.File("radiograph.dcm");
        SyntheticDicom.Create(spec, variant).Save(path);
        (await Dciodvfy.Check(path)).ShouldBeClean();
    }

    [Fact]
    public void Patient_Orientation_says_which_way_a_mirrored_film_runs()
    {
        var spec = new SyntheticCase(2, 40, 40) { View = FrontalView.AP };
        var usual = SyntheticDicom.Create(spec, new SyntheticDicomVariant()).Dataset;
        var mirrored = SyntheticDicom.Create(spec with { Mirrored = true }, new SyntheticDicomVariant()).Dataset;
        usual.GetValues<string>(DicomTag.PatientOrientation).ShouldBe(["L", "F"]);
        mirrored.GetValues<string>(DicomTag.PatientOrientation).ShouldBe(["R", "F"]);
        usual.GetString(DicomTag.ViewPosition).ShouldBe("AP");
    }

    [Fact]
    public void The_image_and_its_report_name_the_same_study()
    {
        foreach (var demo in DemoScript.Cases)
        {
            var dataset = SyntheticDicom.Create(demo.Spec with { Rows = 40, Columns = 40 }, demo.Variant).Dataset;
            var message = System.Text.Encoding.UTF8.GetString(SyntheticHl7.Encode(demo.Spec));
            message.ShouldContain(dataset.GetString(DicomTag.StudyInstanceUID));
            message.ShouldContain(dataset.GetString(DicomTag.AccessionNumber));
            message.ShouldContain(dataset.GetString(DicomTag.PatientName));
        }
    }

    [Fact]
    public void The_demo_shows_every_side_polarity_and_orientation()
    {
        var cases = DemoScript.Cases;
        cases.Count.ShouldBe(6);
        cases.Select(demo => SyntheticStudy.Of(demo.Spec).StudyInstanceUid).Distinct().Count().ShouldBe(6);
        cases.Count(demo => demo.Spec.IsNegative).ShouldBe(1);
        cases.ShouldContain(demo => demo.Spec.RightZones != LungZones.None && demo.Spec.LeftZones != LungZones.None);
        cases.ShouldContain(demo => demo.Variant.Monochrome1 && demo.Spec.RightZones != LungZones.None && demo.Spec.LeftZones == LungZones.None);
        cases.ShouldContain(demo => demo.Spec.LeftZones != LungZones.None && demo.Spec.RightZones == LungZones.None);
        cases.ShouldContain(demo => demo.Spec.Mirrored);
        cases.ShouldContain(demo => demo.Variant.BitsStored == 16 && demo.Spec.Rows % 8 != 0 && demo.Spec.Columns % 8 != 0);
    }

    [Fact]
    public void What_the_standard_forbids_is_refused_with_a_reason()
    {
        var spec = new SyntheticCase(2, 40, 40);
        Should.Throw<ArgumentException>(() => SyntheticDicom.Create(spec, new SyntheticDicomVariant { RescaleSlope = 2 })).Message.ShouldContain("choose CR");
        Should.Throw<ArgumentException>(() => SyntheticDicom.Create(spec, new SyntheticDicomVariant { BitsStored = 17 })).Message.ShouldContain("6 to 16");
        Should.Throw<ArgumentException>(() => SyntheticDicom.Wrap(SyntheticStudy.Of(spec), spec, new float[9], new SyntheticDicomVariant())).Message.ShouldContain("40 x 40");
    }

    private static async Task<DicomDataset> WriteAndRead(DicomFile file)
    {
        using var stream = new MemoryStream();
        await file.SaveAsync(stream);
        stream.Position = 0;
        return (await DicomFile.OpenAsync(stream, FileReadOption.ReadAll)).Dataset;
    }

    /// <summary>A reader in the plainest words of PS3.3 C.11: rescale, window (or the whole range), polarity.</summary>
    private static float[] Show(DicomDataset dataset)
    {
        var bits = dataset.GetSingleValue<ushort>(DicomTag.BitsStored);
        int[] stored = dataset.GetSingleValue<ushort>(DicomTag.BitsAllocated) == 8
            ? [.. dataset.GetValues<byte>(DicomTag.PixelData)]
            : [.. dataset.GetValues<ushort>(DicomTag.PixelData)];
        double slope = dataset.GetSingleValueOrDefault(DicomTag.RescaleSlope, 1.0), intercept = dataset.GetSingleValueOrDefault(DicomTag.RescaleIntercept, 0.0);
        var top = (1 << bits) - 1;
        var centre = dataset.GetSingleValueOrDefault(DicomTag.WindowCenter, (top * slope + 2 * intercept) / 2 + 0.5);
        var width = dataset.GetSingleValueOrDefault(DicomTag.WindowWidth, top * slope + 1);
        var inverted = dataset.GetString(DicomTag.PhotometricInterpretation) == "MONOCHROME1";
        var count = dataset.GetSingleValue<ushort>(DicomTag.Rows) * dataset.GetSingleValue<ushort>(DicomTag.Columns);
        return [.. stored.Take(count).Select(value =>
        {
            var shown = Math.Clamp((value * slope + intercept - (centre - 0.5)) / (width - 1) + 0.5, 0, 1);
            return (float)(inverted ? 1 - shown : shown);
        })];
    }
}
