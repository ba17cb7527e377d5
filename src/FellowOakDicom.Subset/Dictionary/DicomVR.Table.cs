namespace FellowOakDicom;

public sealed partial class DicomVR
{
    private const VRTraits ShortText = VRTraits.Text | VRTraits.ShortLength | VRTraits.Multi;
    private const VRTraits ShortEncoded = ShortText | VRTraits.Encoded;
    private const VRTraits ShortNumber = VRTraits.ShortLength | VRTraits.Multi;
    private const uint Unlimited = uint.MaxValue - 1;

    public static readonly DicomVR NONE = new("NONE", "No Value Representation", VRTraits.None, 0, 0, 0, typeof(object));
    public static readonly DicomVR AE = new("AE", "Application Entity", ShortText, 0x20, 16, 1, typeof(string), DicomValidation.ValidateAE);
    public static readonly DicomVR AS = new("AS", "Age String", ShortText, 0x20, 4, 1, typeof(string), DicomValidation.ValidateAS);
    public static readonly DicomVR AT = new("AT", "Attribute Tag", ShortNumber, 0, 4, 4, typeof(DicomTag));
    public static readonly DicomVR CS = new("CS", "Code String", ShortText, 0x20, 16, 1, typeof(string), DicomValidation.ValidateCS);
    public static readonly DicomVR DA = new("DA", "Date", ShortText, 0x20, 8, 1, typeof(DateTime), DicomValidation.ValidateDA);
    public static readonly DicomVR DS = new("DS", "Decimal String", ShortText, 0x20, 16, 1, typeof(decimal), DicomValidation.ValidateDS);
    public static readonly DicomVR DT = new("DT", "Date Time", ShortText, 0x20, 26, 1, typeof(DateTime), DicomValidation.ValidateDT);
    public static readonly DicomVR FD = new("FD", "Floating Point Double", ShortNumber, 0, 8, 8, typeof(double));
    public static readonly DicomVR FL = new("FL", "Floating Point Single", ShortNumber, 0, 4, 4, typeof(float));
    public static readonly DicomVR IS = new("IS", "Integer String", ShortText, 0x20, 12, 1, typeof(int), DicomValidation.ValidateIS);
    public static readonly DicomVR LO = new("LO", "Long String", ShortEncoded, 0x20, 64, 1, typeof(string), DicomValidation.ValidateLO);
    public static readonly DicomVR LT = new("LT", "Long Text", VRTraits.Text | VRTraits.Encoded | VRTraits.ShortLength, 0x20, 10240, 1,
        typeof(string), DicomValidation.ValidateLT);
    public static readonly DicomVR OB = new("OB", "Other Byte", VRTraits.Multi, 0, Unlimited, 1, typeof(byte[]));
    public static readonly DicomVR OD = new("OD", "Other Double", VRTraits.Multi, 0, Unlimited, 8, typeof(double[]));
    public static readonly DicomVR OF = new("OF", "Other Float", VRTraits.Multi, 0, Unlimited, 4, typeof(float[]));
    public static readonly DicomVR OL = new("OL", "Other Long", VRTraits.Multi, 0, Unlimited, 4, typeof(uint[]));
    public static readonly DicomVR OV = new("OV", "Other 64-bit Very Long", VRTraits.Multi, 0, Unlimited, 8, typeof(ulong[]));
    public static readonly DicomVR OW = new("OW", "Other Word", VRTraits.Multi, 0, Unlimited, 2, typeof(ushort[]));
    public static readonly DicomVR PN = new("PN", "Person Name", ShortEncoded, 0x20, 64, 1, typeof(string), DicomValidation.ValidatePN);
    public static readonly DicomVR SH = new("SH", "Short String", ShortEncoded, 0x20, 16, 1, typeof(string), DicomValidation.ValidateSH);
    public static readonly DicomVR SL = new("SL", "Signed Long", ShortNumber, 0, 4, 4, typeof(int));
    public static readonly DicomVR SQ = new("SQ", "Sequence of Items", VRTraits.None, 0, 0, 0, typeof(object));
    public static readonly DicomVR SS = new("SS", "Signed Short", ShortNumber, 0, 2, 2, typeof(short));
    public static readonly DicomVR ST = new("ST", "Short Text", VRTraits.Text | VRTraits.Encoded | VRTraits.ShortLength, 0x20, 1024, 1,
        typeof(string), DicomValidation.ValidateST);
    public static readonly DicomVR SV = new("SV", "Signed 64-bit Very Long", VRTraits.Multi, 0, 8, 8, typeof(long));
    public static readonly DicomVR TM = new("TM", "Time", ShortText, 0x20, 14, 1, typeof(DateTime), DicomValidation.ValidateTM);
    public static readonly DicomVR UC = new("UC", "Unlimited Characters", VRTraits.Text | VRTraits.Encoded | VRTraits.Multi, 0x20, Unlimited,
        1, typeof(string));
    public static readonly DicomVR UI = new("UI", "Unique Identifier", ShortText, 0, 64, 1, typeof(DicomUID), DicomValidation.ValidateUI);
    public static readonly DicomVR UL = new("UL", "Unsigned Long", ShortNumber, 0, 4, 4, typeof(uint));
    public static readonly DicomVR UN = new("UN", "Unknown", VRTraits.Multi, 0, Unlimited, 1, typeof(byte[]));
    public static readonly DicomVR UR = new("UR", "Universal Resource Identifier or Universal Resource Locator", VRTraits.Text, 0x20,
        Unlimited, 1, typeof(string));
    public static readonly DicomVR US = new("US", "Unsigned Short", ShortNumber, 0, 2, 2, typeof(ushort));
    public static readonly DicomVR UT = new("UT", "Unlimited Text", VRTraits.Text | VRTraits.Encoded, 0x20, Unlimited, 1, typeof(string));
    public static readonly DicomVR UV = new("UV", "Unsigned 64-bit Very Long", VRTraits.Multi, 0, 8, 8, typeof(ulong));

    private static readonly DicomVR?[] ByCode = Index(AE, AS, AT, CS, DA, DS, DT, FD, FL, IS, LO, LT, OB, OD, OF, OL, OV, OW, PN, SH, SL, SQ,
        SS, ST, SV, TM, UC, UI, UL, UN, UR, US, UT, UV);

    private static DicomVR?[] Index(params DicomVR[] all)
    {
        var index = new DicomVR?[26 * 26];
        foreach (var vr in all)
            index[((vr.Code[0] - 'A') * 26) + (vr.Code[1] - 'A')] = vr;
        return index;
    }
}
