using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests;

/// <summary>Objects of several cases on one association.</summary>
public sealed class SharedAssociationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_who_gives_up_does_not_end_the_sending_of_those_who_share_the_association()
    {
        await using var scp = await PrivateStoreScp.Start("+xa", "--sleep-after", "1");
        var options = Options.Create(new PacsOptions { Host = "127.0.0.1", Port = scp.Port, CalledAe = "ANY", Associations = 1 });
        using var archive = new Archive(options, new SiteCertificates());
        using var pacs = new DicomPacs(archive, options);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var first = Store(1, Cancel);
        var leader = Store(2, impatient.Token);
        var companion = Store(3, Cancel);

        await first;
        await Eventually.True("the leader's object", () => Task.FromResult(scp.Received.Count >= 2));
        await impatient.CancelAsync();

        (await companion).Kind.ShouldBe(DeliveryKind.Stored);
        (await leader).Kind.ShouldBe(DeliveryKind.Stored, "it was on its way already");
        scp.Received.Count.ShouldBe(3);

        Task<DeliveryOutcome> Store(int seed, CancellationToken cancellation) => pacs.StoreAsync(SyntheticDicom.Create(new SyntheticCase(seed, 64, 64), new SyntheticDicomVariant()), cancellation);
    }
}
