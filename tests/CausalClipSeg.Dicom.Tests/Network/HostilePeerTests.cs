using FellowOakDicom.Network;
using static CausalClipSeg.Dicom.Tests.Network.RawPeer;

namespace CausalClipSeg.Dicom.Tests.Network;

public sealed class HostilePeerTests
{
    [Fact]
    public async Task Mutated_association_requests_and_data_never_stop_the_server()
    {
        using var scp = new ScpFixture();
        var recorded = await Record(scp);
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var bytes = (byte[])recorded.Clone();
            for (var change = 0; change < 1 + (round % 5); change++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            using var tcp = await Send(scp, bytes[..random.Next(6, bytes.Length + 1)]);
            await UntilClosed(tcp, endOurs: true);
        }

        (await ScpFixture.Echo(scp.Client())).ShouldBe(DicomStatus.Success);
    }

    [Fact]
    public async Task An_abort_in_the_middle_of_an_object_is_told_and_leaves_nothing_behind()
    {
        using var scp = new ScpFixture();
        var recorded = await Record(scp, NetworkObjects.Capture(1200));
        var before = Temporaries();
        // The units of the recording are 256 KiB at most: its first data unit ends well before its end.
        var end = FirstDataUnitEnd(recorded);
        using var tcp = await Send(scp, [.. recorded[..end], 7, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
        await UntilClosed(tcp);
        await Eventually.True("the abort was told", () => Task.FromResult(!scp.Behaviour.Aborts.IsEmpty));
        await Eventually.True("the partial object is deleted", () => Task.FromResult(!Temporaries().Except(before).Any()));
        scp.Behaviour.Stored.ShouldBeEmpty();
    }

    private static int FirstDataUnitEnd(byte[] recorded)
    {
        for (int offset = 0, data = 0; ;)
        {
            offset += 6 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(recorded.AsSpan(offset + 2));
            if (recorded[offset] == 4 && ++data == 3) return offset;
        }
    }
}
