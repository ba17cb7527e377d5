using FellowOakDicom.IO;

namespace FellowOakDicom;

public sealed partial class DicomTransferSyntax
{
    public static readonly DicomTransferSyntax ImplicitVRLittleEndian = new(DicomUID.ImplicitVRLittleEndian);

    public static readonly DicomTransferSyntax ExplicitVRLittleEndian = new(DicomUID.ExplicitVRLittleEndian) { IsExplicitVR = true };

    public static readonly DicomTransferSyntax ExplicitVRBigEndian =
        new(DicomUID.ExplicitVRBigEndianRETIRED) { IsExplicitVR = true, Endian = Endian.Big, IsRetired = true };

    public static readonly DicomTransferSyntax DeflatedExplicitVRLittleEndian =
        new(DicomUID.DeflatedExplicitVRLittleEndian) { IsExplicitVR = true, IsDeflate = true };

    /// <summary>GE's own syntax: the data set little endian, the pixels big endian.</summary>
    public static readonly DicomTransferSyntax GEPrivateImplicitVRBigEndian =
        new(new DicomUID("1.2.840.113619.5.2", "GE Private Implicit VR Big Endian", DicomUidType.TransferSyntax)) { SwapPixelData = true };

    /// <summary>Papyrus 3, an old Implicit VR Little Endian dialect.</summary>
    public static readonly DicomTransferSyntax Papyrus3ImplicitVRLittleEndian =
        new(DicomUID.Papyrus3ImplicitVRLittleEndianRETIRED);

    public static readonly DicomTransferSyntax JPIPReferenced = new(DicomUID.JPIPReferenced) { IsExplicitVR = true };

    public static readonly DicomTransferSyntax JPIPReferencedDeflate =
        new(DicomUID.JPIPReferencedDeflate) { IsExplicitVR = true, IsDeflate = true };

    public static readonly DicomTransferSyntax RLELossless = Encapsulated(DicomUID.RLELossless);

    public static readonly DicomTransferSyntax JPEGProcess1 = Encapsulated(DicomUID.JPEGBaseline8Bit, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess2_4 = Encapsulated(DicomUID.JPEGExtended12Bit, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess3_5Retired = Encapsulated(DicomUID.JPEGExtended35RETIRED, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess6_8Retired = Encapsulated(DicomUID.JPEGSpectralSelectionNonHierarchical68RETIRED, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess7_9Retired = Encapsulated(DicomUID.JPEGSpectralSelectionNonHierarchical79RETIRED, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess10_12Retired = Encapsulated(DicomUID.JPEGFullProgressionNonHierarchical1012RETIRED, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess11_13Retired = Encapsulated(DicomUID.JPEGFullProgressionNonHierarchical1113RETIRED, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess14 = Encapsulated(DicomUID.JPEGLossless);
    public static readonly DicomTransferSyntax JPEGProcess15Retired = Encapsulated(DicomUID.JPEGLosslessNonHierarchical15RETIRED);
    public static readonly DicomTransferSyntax JPEGProcess16_18Retired = Encapsulated(DicomUID.JPEGExtendedHierarchical1618RETIRED, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess17_19Retired = Encapsulated(DicomUID.JPEGExtendedHierarchical1719RETIRED, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess20_22Retired = Encapsulated(DicomUID.JPEGSpectralSelectionHierarchical2022RETIRED, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess21_23Retired = Encapsulated(DicomUID.JPEGSpectralSelectionHierarchical2123RETIRED, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess24_26Retired = Encapsulated(DicomUID.JPEGFullProgressionHierarchical2426RETIRED, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess25_27Retired = Encapsulated(DicomUID.JPEGFullProgressionHierarchical2527RETIRED, "ISO_10918_1");
    public static readonly DicomTransferSyntax JPEGProcess28Retired = Encapsulated(DicomUID.JPEGLosslessHierarchical28RETIRED);
    public static readonly DicomTransferSyntax JPEGProcess29Retired = Encapsulated(DicomUID.JPEGLosslessHierarchical29RETIRED);
    public static readonly DicomTransferSyntax JPEGProcess14SV1 = Encapsulated(DicomUID.JPEGLosslessSV1);
    public static readonly DicomTransferSyntax JPEGLSLossless = Encapsulated(DicomUID.JPEGLSLossless);
    public static readonly DicomTransferSyntax JPEGLSNearLossless = Encapsulated(DicomUID.JPEGLSNearLossless, "ISO_14495_1");
    public static readonly DicomTransferSyntax JPEG2000Lossless = Encapsulated(DicomUID.JPEG2000Lossless);
    public static readonly DicomTransferSyntax JPEG2000Lossy = Encapsulated(DicomUID.JPEG2000, "ISO_15444_1");
    public static readonly DicomTransferSyntax JPEG2000Part2MultiComponentLosslessOnly = Encapsulated(DicomUID.JPEG2000MCLossless);
    public static readonly DicomTransferSyntax JPEG2000Part2MultiComponent = Encapsulated(DicomUID.JPEG2000MC, "ISO_15444_1");
    public static readonly DicomTransferSyntax JPEGXLLossless = Encapsulated(DicomUID.JPEGXLLossless);
    public static readonly DicomTransferSyntax JPEGXLJPEGRecompression = Encapsulated(DicomUID.JPEGXLJPEGRecompression, "ISO_18181_1");
    public static readonly DicomTransferSyntax JPEGXL = Encapsulated(DicomUID.JPEGXL, "ISO_18181_1");
    public static readonly DicomTransferSyntax HTJ2KLossless = Encapsulated(DicomUID.HTJ2KLossless);
    public static readonly DicomTransferSyntax HTJ2KLosslessRPCL = Encapsulated(DicomUID.HTJ2KLosslessRPCL);
    public static readonly DicomTransferSyntax HTJ2K = Encapsulated(DicomUID.HTJ2K, "ISO_15444_15");
    public static readonly DicomTransferSyntax MPEG2 = Encapsulated(DicomUID.MPEG2MPML, "ISO_13818_2");
    public static readonly DicomTransferSyntax MPEG2MainProfileHighLevel = Encapsulated(DicomUID.MPEG2MPHL, "ISO_13818_2");
    public static readonly DicomTransferSyntax MPEG4AVCH264HighProfileLevel41 = Encapsulated(DicomUID.MPEG4HP41, "ISO_14496_10");
    public static readonly DicomTransferSyntax MPEG4AVCH264BDCompatibleHighProfileLevel41 = Encapsulated(DicomUID.MPEG4HP41BD, "ISO_14496_10");
    public static readonly DicomTransferSyntax MPEG4AVCH264HighProfileLevel42For2DVideo = Encapsulated(DicomUID.MPEG4HP422D, "ISO_14496_10");
    public static readonly DicomTransferSyntax MPEG4AVCH264HighProfileLevel42For3DVideo = Encapsulated(DicomUID.MPEG4HP423D, "ISO_14496_10");
    public static readonly DicomTransferSyntax MPEG4AVCH264StereoHighProfileLevel42 = Encapsulated(DicomUID.MPEG4HP42STEREO, "ISO_14496_10");
    public static readonly DicomTransferSyntax HEVCH265MainProfileLevel51 = Encapsulated(DicomUID.HEVCMP51, "ISO_23008_2");
    public static readonly DicomTransferSyntax HEVCH265Main10ProfileLevel51 = Encapsulated(DicomUID.HEVCM10P51, "ISO_23008_2");

    private static IEnumerable<DicomTransferSyntax> Table() =>
    [
        ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian, GEPrivateImplicitVRBigEndian,
        Papyrus3ImplicitVRLittleEndian, JPIPReferenced, JPIPReferencedDeflate, RLELossless,
        JPEGProcess1,
        JPEGProcess2_4,
        JPEGProcess3_5Retired,
        JPEGProcess6_8Retired,
        JPEGProcess7_9Retired,
        JPEGProcess10_12Retired,
        JPEGProcess11_13Retired,
        JPEGProcess14,
        JPEGProcess15Retired,
        JPEGProcess16_18Retired,
        JPEGProcess17_19Retired,
        JPEGProcess20_22Retired,
        JPEGProcess21_23Retired,
        JPEGProcess24_26Retired,
        JPEGProcess25_27Retired,
        JPEGProcess28Retired,
        JPEGProcess29Retired,
        JPEGProcess14SV1,
        JPEGLSLossless,
        JPEGLSNearLossless,
        JPEG2000Lossless,
        JPEG2000Lossy,
        JPEG2000Part2MultiComponentLosslessOnly,
        JPEG2000Part2MultiComponent,
        JPEGXLLossless,
        JPEGXLJPEGRecompression,
        JPEGXL,
        HTJ2KLossless,
        HTJ2KLosslessRPCL,
        HTJ2K,
        MPEG2,
        MPEG2MainProfileHighLevel,
        MPEG4AVCH264HighProfileLevel41,
        MPEG4AVCH264BDCompatibleHighProfileLevel41,
        MPEG4AVCH264HighProfileLevel42For2DVideo,
        MPEG4AVCH264HighProfileLevel42For3DVideo,
        MPEG4AVCH264StereoHighProfileLevel42,
        HEVCH265MainProfileLevel51,
        HEVCH265Main10ProfileLevel51,
        Encapsulated(DicomUID.EncapsulatedUncompressedExplicitVRLittleEndian),
        Encapsulated(DicomUID.DeflatedImageFrameCompression),
        Encapsulated(DicomUID.MPEG2MPMLF, "ISO_13818_2"),
        Encapsulated(DicomUID.MPEG2MPHLF, "ISO_13818_2"),
        Encapsulated(DicomUID.MPEG4HP41F, "ISO_14496_10"),
        Encapsulated(DicomUID.MPEG4HP41BDF, "ISO_14496_10"),
        Encapsulated(DicomUID.MPEG4HP422DF, "ISO_14496_10"),
        Encapsulated(DicomUID.MPEG4HP423DF, "ISO_14496_10"),
        Encapsulated(DicomUID.MPEG4HP42STEREOF, "ISO_14496_10"),
    ];
}
