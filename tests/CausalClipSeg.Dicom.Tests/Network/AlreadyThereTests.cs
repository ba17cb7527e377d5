using CausalClipSeg.Dicom.Network;
using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>An archive that refuses an object because it holds it: what a repetition meets whose first answer was lost.</summary>
public sealed class AlreadyThereTests
{
    private static readonly DicomFile _file = NetworkObjects.Capture();

    [Theory]
    [InlineData(273, true)] // 0111, duplicate SOP instance
    [InlineData(45070, true)] // B00E
    [InlineData(272, false)]
    [InlineData(43264, false)]
    [InlineData(49152, false)]
    public void A_STOW_answer_tells_it_from_other_refusals(int reason, bool isThere)
    {
        var uid = _file.Dataset.GetString(DicomTag.SOPInstanceUID);
        var json = $$$$"""
            {"00081198":{"vr":"SQ","Value":[{"00081150":{"vr":"UI","Value":["1.2.840.10008.5.1.4.1.1.7"]},"00081155":{"vr":"UI","Value":["{{{{uid}}}}"]},"00081197":{"vr":"US","Value":[{{{{reason}}}}]}}]}}
            """;
        var result = StowResponse.Read(json, new Uri("http://archive/"), 409, [_file])[0];
        (result.IsStored, result.IsAlreadyThere).ShouldBe((false, isThere), result.Message);
    }

    [Theory]
    [InlineData(0x0111, true)]
    [InlineData(0x0110, false)]
    [InlineData(0xA900, false)]
    [InlineData(0x0000, false)]
    public void A_status_tells_it_from_others(int status, bool isThere) =>
        new StoreResult(status == 0, (ushort)status, true, "").IsAlreadyThere.ShouldBe(isThere);
}
