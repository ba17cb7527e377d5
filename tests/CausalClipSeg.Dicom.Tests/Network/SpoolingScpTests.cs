using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Tests.Network;

public sealed class SpoolingScpTests
{
    [Fact]
    public async Task Objects_are_received_straight_into_the_services_own_file()
    {
        using var folder = new TemporaryFolder();
        var spool = new Spool(folder.Path);
        var port = FreePort.Next();
        using var server = DicomServerFactory.Create<SpoolingScp>("127.0.0.1", port, userState: spool);
        var file = NetworkObjects.Capture(400);
        (await ScpFixture.Store(ScpFixture.ClientTo(port), file)).ShouldBe([DicomStatus.Success]);
        var kept = Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
        Path.GetExtension(kept).ShouldBe(".kept");
        NetworkObjects.Pixels((await DicomFile.OpenAsync(kept)).Dataset).ShouldBe(NetworkObjects.Pixels(file.Dataset));
    }
}
