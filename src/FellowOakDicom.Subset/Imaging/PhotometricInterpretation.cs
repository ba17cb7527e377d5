namespace FellowOakDicom.Imaging;

/// <summary>What the samples of a pixel mean (PS3.3 section C.7.6.3.1.2).</summary>
public sealed class PhotometricInterpretation
{
    public static readonly PhotometricInterpretation Monochrome1 = new("MONOCHROME1", "Monochrome 1", false, false, false);
    public static readonly PhotometricInterpretation Monochrome2 = new("MONOCHROME2", "Monochrome 2", false, false, false);
    public static readonly PhotometricInterpretation PaletteColor = new("PALETTE COLOR", "Palette Color", true, true, false);
    public static readonly PhotometricInterpretation Rgb = new("RGB", "RGB", true, false, false);
    public static readonly PhotometricInterpretation Hsv = new("HSV", "HSV", true, false, false);
    public static readonly PhotometricInterpretation Argb = new("ARGB", "ARGB", true, false, false);
    public static readonly PhotometricInterpretation Cmyk = new("CMYK", "CMYK", true, false, false);
    public static readonly PhotometricInterpretation YbrFull = new("YBR_FULL", "YBR Full", true, false, true);
    public static readonly PhotometricInterpretation YbrFull422 = new("YBR_FULL_422", "YBR Full 4:2:2", true, false, true);
    public static readonly PhotometricInterpretation YbrPartial422 = new("YBR_PARTIAL_422", "YBR Partial 4:2:2", true, false, true);
    public static readonly PhotometricInterpretation YbrPartial420 = new("YBR_PARTIAL_420", "YBR Partial 4:2:0", true, false, true);
    public static readonly PhotometricInterpretation YbrIct = new("YBR_ICT", "YBR Irreversible Color Transformation", true, false, true);
    public static readonly PhotometricInterpretation YbrRct = new("YBR_RCT", "YBR Reversible Color Transformation", true, false, true);

    private PhotometricInterpretation(string value, string description, bool isColor, bool isPalette, bool isYbr)
    {
        Value = value;
        Description = description;
        IsColor = isColor;
        IsPalette = isPalette;
        IsYBR = isYbr;
    }

    public string Value { get; }

    public string Description { get; }

    public bool IsColor { get; }

    public bool IsPalette { get; }

    public bool IsYBR { get; }

    public static PhotometricInterpretation Parse(string photometricInterpretation)
    {
        ArgumentNullException.ThrowIfNull(photometricInterpretation);
        var value = photometricInterpretation.Trim().ToUpperInvariant();
        PhotometricInterpretation[] all =
        [
            Monochrome1, Monochrome2, PaletteColor, Rgb, Hsv, Argb, Cmyk, YbrFull, YbrFull422, YbrPartial422, YbrPartial420, YbrIct, YbrRct,
        ];
        return Array.Find(all, p => p.Value == value)
            ?? throw new DicomImagingException($"'{photometricInterpretation}' is no photometric interpretation of PS3.3 section C.7.6.3.1.2.");
    }

    public override bool Equals(object? obj) => obj is PhotometricInterpretation other && other.Value == Value;

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Description;

    public static bool operator ==(PhotometricInterpretation? left, PhotometricInterpretation? right) => Equals(left, right);

    public static bool operator !=(PhotometricInterpretation? left, PhotometricInterpretation? right) => !Equals(left, right);
}

/// <summary>Whether the samples of a pixel lie together or in planes (0028,0006).</summary>
public enum PlanarConfiguration
{
    Interleaved = 0,
    Planar = 1,
}
