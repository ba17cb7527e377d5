namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>One study of the demo: what is drawn, how the device encodes it, and why it is there.</summary>
public sealed record DemoCase(string Name, SyntheticCase Spec, SyntheticDicomVariant Variant);

/// <summary>The six studies of the demo, chosen so that every side, polarity and orientation that can go wrong is seen to go right.</summary>
public static class DemoScript
{
    public static IReadOnlyList<DemoCase> Cases { get; } =
    [
        new("right lower, MONOCHROME1", new SyntheticCase(2101, 512, 420) { RightZones = LungZones.Lower, Marker = SideMarker.Right },
            new SyntheticDicomVariant { Kind = RadiographKind.CR, Monochrome1 = true, BitsStored = 10 }),
        new("left mid and lower", new SyntheticCase(2102, 640, 532) { LeftZones = LungZones.Middle | LungZones.Lower, Marker = SideMarker.Left },
            new SyntheticDicomVariant { BitsStored = 12 }),
        new("bilateral", new SyntheticCase(2103, 520, 520) { RightZones = LungZones.Lower, LeftZones = LungZones.All, View = FrontalView.AP },
            new SyntheticDicomVariant { BitsStored = 14 }),
        new("negative", new SyntheticCase(2108, 600, 500) { Marker = SideMarker.Left },
            new SyntheticDicomVariant { BitsStored = 12 }),
        new("right upper and mid, flipped",
            new SyntheticCase(2105, 560, 470) { RightZones = LungZones.Upper | LungZones.Middle, Mirrored = true, Marker = SideMarker.Right },
            new SyntheticDicomVariant { Kind = RadiographKind.CR, BitsStored = 8, Window = false }),
        new("left, 16 bits, odd size", new SyntheticCase(2106, 1021, 853) { LeftZones = LungZones.Lower, View = FrontalView.AP },
            new SyntheticDicomVariant { Kind = RadiographKind.CR, BitsStored = 16, RescaleSlope = 0.5, RescaleIntercept = -1024, PresentationLutShape = true }),
    ];
}
