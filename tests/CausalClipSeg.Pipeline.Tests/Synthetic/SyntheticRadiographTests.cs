using CausalClipSeg.Pipeline.Synthetic;

namespace CausalClipSeg.Pipeline.Tests.Synthetic;

public sealed class SyntheticRadiographTests
{
    private static readonly LungZones[] EachZone = [LungZones.Upper, LungZones.Middle, LungZones.Lower];

    [Fact]
    public void The_same_case_gives_the_same_pixels_and_the_same_mask()
    {
        var spec = new SyntheticCase(11, 230, 190) { RightZones = LungZones.Lower, View = FrontalView.AP, Marker = SideMarker.Left };
        var first = SyntheticRadiograph.Draw(spec);
        var second = SyntheticRadiograph.Draw(spec with { });
        second.Pixels.ShouldBe(first.Pixels);
        second.Mask.ShouldBe(first.Mask);
        SyntheticRadiograph.Draw(spec with { Seed = 12 }).Pixels.ShouldNotBe(first.Pixels);
    }

    [Theory]
    [InlineData(101, 77)]
    [InlineData(64, 64)]
    [InlineData(333, 517)]
    public void Every_size_is_filled_with_gray_levels_from_black_to_white(int rows, int columns)
    {
        var image = SyntheticRadiograph.Draw(new SyntheticCase(5, rows, columns) { LeftZones = LungZones.All });
        image.Pixels.Length.ShouldBe(rows * columns);
        image.Mask.Length.ShouldBe(rows * columns);
        image.Pixels.ShouldAllBe(pixel => pixel >= 0f && pixel <= 1f);
        (image.Pixels.Max() - image.Pixels.Min()).ShouldBeGreaterThan(0.6f);
    }

    [Fact]
    public void The_mask_lies_in_the_visible_lung_and_in_the_named_zones()
    {
        for (var index = 0; index < 30; index++)
        {
            var spec = SyntheticDataset.Case(3, index);
            var image = SyntheticRadiograph.Draw(spec);
            var named = Codes(spec);
            var marked = Marked(image.Mask).ToArray();
            marked.ShouldNotBeEmpty();
            marked.ShouldAllBe(i => image.LungZoneMap[i] != 0, $"{spec}: a part of the mask is outside the lungs");
            var inside = marked.Count(i => named.Contains(image.LungZoneMap[i])) / (double)marked.Length;
            inside.ShouldBeGreaterThan(0.75, $"{spec}: too much of the mask is in other zones");
        }
    }

    [Fact]
    public void Every_named_zone_holds_a_part_of_the_mask()
    {
        for (var index = 0; index < 30; index++)
        {
            var spec = SyntheticDataset.Case(4, index);
            var image = SyntheticRadiograph.Draw(spec);
            foreach (var code in Codes(spec))
            {
                var zone = Enumerable.Range(0, image.Mask.Length).Where(i => image.LungZoneMap[i] == code).ToArray();
                (zone.Count(i => image.Mask[i] != 0) / (double)zone.Length).ShouldBeGreaterThan(0.03, $"{spec}: zone {code} is as good as free");
            }
        }
    }

    [Fact]
    public void The_findings_share_the_mask_among_the_sides()
    {
        var spec = new SyntheticCase(21, 256, 256) { RightZones = LungZones.Upper, LeftZones = LungZones.Lower };
        var image = SyntheticRadiograph.Draw(spec);
        image.Findings.Select(finding => (finding.Side, finding.Zones)).ShouldBe([(PatientSide.Right, LungZones.Upper), (PatientSide.Left, LungZones.Lower)]);
        var sum = new byte[image.Mask.Length];
        foreach (var finding in image.Findings)
        {
            foreach (var i in Marked(finding.Mask)) sum[i]++;
        }

        sum.ShouldBe(image.Mask);
        Marked(image.Findings[0].Mask).Average(i => i % image.Columns).ShouldBeLessThan(image.Columns / 2.0);
    }

    [Fact]
    public void A_clear_film_has_an_empty_mask_and_no_finding()
    {
        var image = SyntheticRadiograph.Draw(new SyntheticCase(8, 128, 128));
        image.Findings.ShouldBeEmpty();
        Marked(image.Mask).ShouldBeEmpty();
    }

    [Fact]
    public void An_opacity_changes_neither_the_patient_nor_the_film_but_brightens_its_mask()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var clear = new SyntheticCase(seed, 224, 224);
            var ill = clear with { RightZones = LungZones.All };
            SyntheticImage before = SyntheticRadiograph.Draw(clear), after = SyntheticRadiograph.Draw(ill);
            after.LungZoneMap.ShouldBe(before.LungZoneMap);
            Marked(after.Mask).Average(i => after.Pixels[i] - before.Pixels[i]).ShouldBeGreaterThan(0.03f);
        }
    }

    [Fact]
    public void The_heart_leaves_less_of_the_left_lung_visible_and_lies_at_the_viewers_right()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var image = SyntheticRadiograph.Draw(new SyntheticCase(seed, 200, 200));
            var right = Enumerable.Range(0, image.Mask.Length).Where(i => image.LungZoneMap[i] is 1 or 2 or 3).ToArray();
            var left = Enumerable.Range(0, image.Mask.Length).Where(i => image.LungZoneMap[i] > 3).ToArray();
            left.Length.ShouldBeLessThan(right.Length);
            right.Average(i => i % image.Columns).ShouldBeLessThan(left.Average(i => i % image.Columns));
        }
    }

    [Fact]
    public void A_mirrored_film_is_the_same_patient_with_mask_and_zones_flipped()
    {
        var spec = new SyntheticCase(31, 180, 151) { RightZones = LungZones.Middle | LungZones.Lower };
        SyntheticImage usual = SyntheticRadiograph.Draw(spec), mirrored = SyntheticRadiograph.Draw(spec with { Mirrored = true });
        mirrored.Mask.ShouldBe(Flip(usual.Mask, usual.Columns));
        mirrored.LungZoneMap.ShouldBe(Flip(usual.LungZoneMap, usual.Columns));
        Marked(mirrored.Mask).Average(i => i % mirrored.Columns).ShouldBeGreaterThan(mirrored.Columns / 2.0);
    }

    private static byte[] Codes(SyntheticCase spec) =>
    [
        .. from side in (PatientSide[])[PatientSide.Right, PatientSide.Left]
           from zone in EachZone
           where spec.ZonesOf(side).HasFlag(zone)
           select SyntheticImage.ZoneCode(side, zone),
    ];

    private static IEnumerable<int> Marked(byte[] mask) => Enumerable.Range(0, mask.Length).Where(i => mask[i] != 0);

    private static byte[] Flip(byte[] values, int columns) => [.. values.Chunk(columns).SelectMany(row => row.Reverse())];
}
