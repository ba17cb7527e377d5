namespace CausalClipSeg.Pipeline.Tests.RealPeers;

public sealed class FreePortTests
{
    [Fact]
    public void Ports_are_never_handed_out_twice_and_lie_below_the_ephemeral_range()
    {
        var ports = Enumerable.Range(0, 200).Select(_ => FreePort.Next()).ToArray();

        ports.Distinct().Count().ShouldBe(200);
        ports.ShouldAllBe(port => port >= 20000 && port < 32768);
    }
}
