namespace CausalClipSeg.Pipeline.Tests.RealPeers;

public sealed class RabbitMqTests(RealServers servers)
{
    [Fact]
    public async Task A_private_broker_answers_and_has_virtual_hosts_of_its_own()
    {
        var rabbit = await servers.RabbitMq();

        var host = await rabbit.CreateVirtualHost("meta");

        host.ToString().ShouldBe($"amqp://guest:guest@127.0.0.1:{rabbit.Port}/meta");
        (await rabbit.Control("list_vhosts")).ShouldContain("meta");
        (await rabbit.Queues("meta")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_killed_broker_is_gone_and_comes_back_with_its_virtual_hosts()
    {
        await using var rabbit = await PrivateRabbitMq.Start();
        await rabbit.CreateVirtualHost("kept");

        await rabbit.Kill();
        (await rabbit.IsAlive()).ShouldBeFalse();
        await rabbit.Launch();

        (await rabbit.Control("list_vhosts")).ShouldContain("kept");
    }
}
