using CausalClipSeg.Dicom.Tests.Network;
using FellowOakDicom.Network;
using static CausalClipSeg.Dicom.Tests.Network.RawPeer;

namespace FellowOakDicom.Subset.Tests;

public sealed class HostilePeerTests
{
    public static TheoryData<string> Garbage =>
    [
        "474554202F20485454502F312E310D0A0D0A", // an HTTP request
        "0100FFFFFFF0", // an association request of 4 GB
        "010000000004" + "00010000", // one that is cut off by its own length
        "0400FFFFFFFF", // data before an association
        "05000000000400000000", // release before an association
        "07000000000400000000", // abort at once
        "0000000000000000000000000000",
        "99" + "0000000000",
    ];

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_on_the_port_ends_that_connection_and_nothing_else(string hex)
    {
        using var scp = new ScpFixture();
        using var tcp = await Send(scp, Convert.FromHexString(hex));
        await UntilClosed(tcp);
        (await ScpFixture.Echo(scp.Client())).ShouldBe(DicomStatus.Success);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_an_object_leaves_nothing_behind()
    {
        using var scp = new ScpFixture();
        var recorded = await Record(scp, NetworkObjects.Capture(512));
        var before = Temporaries();
        using (var tcp = await Send(scp, recorded[..(recorded.Length * 2 / 3)]))
            await Eventually.True("the object is being received", () => Task.FromResult(Temporaries().Except(before).Any()));
        await Eventually.True("the partial object is deleted", () => Task.FromResult(!Temporaries().Except(before).Any()));
        scp.Behaviour.Stored.ShouldBeEmpty();
        (await ScpFixture.Store(scp.Client(), NetworkObjects.Capture())).ShouldBe([DicomStatus.Success]);
    }
}
