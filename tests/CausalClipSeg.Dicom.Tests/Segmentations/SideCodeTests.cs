using CausalClipSeg.Dicom.Segmentations;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

/// <summary>A side in words -> its code (PS3.16 CID 244), which every SEG of ours takes from here.</summary>
public sealed class SideCodeTests
{
    [Theory]
    [InlineData("left", "7771000")]
    [InlineData("right", "24028007")]
    [InlineData("bilateral", "51440002")]
    [InlineData("unspecified", null)]
    [InlineData(null, null)]
    public void A_side_has_its_code_of_SNOMED_CT(string? side, string? code) => Codes.ForSide(side)?.Value.ShouldBe(code);
}
