using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Tests;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Storage;

public sealed class StorageScpLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_closed_receiver_refuses_before_the_object_is_kept()
    {
        using var scp = new RunningScp();
        scp.Receiver.Closed = "Only 3 MB are free.";
        var result = await StoreScu.SendAsync(scp.Destination, new DicomFile(Radiograph(800, 800)), Token);
        (result.IsStored, result.Status, result.IsPermanent).ShouldBe((false, (ushort)0xA700, false));
        result.Message.ShouldContain("Only 3 MB are free.");
        scp.Receiver.Taken.ShouldBeEmpty();
        scp.Receiver.Refused.ShouldBeEmpty("it comes again, and the log says why none is taken");
        scp.Spooled.ShouldBeEmpty();
        scp.Receiver.Closed = null;
        (await StoreScu.SendAsync(scp.Destination, new DicomFile(Radiograph()), Token)).IsStored.ShouldBeTrue();
    }

    [Fact]
    public async Task An_object_above_the_limit_is_refused_and_the_next_one_on_the_association_is_taken()
    {
        using var scp = new RunningScp(options => options with { MaximumObjectLength = 200_000 });
        var results = await StoreScu.SendAsync(scp.Destination, [new DicomFile(Radiograph(600, 600)), Other(new DicomFile(Radiograph()))], Token);
        (results[0].IsStored, results[0].Status).ShouldBe((false, (ushort)0xA700), results[0].Message);
        results[0].Message.ShouldContain("longer than");
        var (_, hasBytes, reason) = scp.Receiver.Refused.ShouldHaveSingleItem();
        (hasBytes, reason).ShouldBe((false, "The object is longer than the 0 MiB that are taken here."));
        results[1].IsStored.ShouldBeTrue(results[1].Message);
        scp.Spooled.ShouldBeEmpty();
    }

    [Fact]
    public async Task More_associations_than_allowed_are_told_to_come_again()
    {
        using var scp = new RunningScp(options => options with { MaximumAssociations = 1 });
        var held = new TaskCompletionSource();
        scp.Receiver.Hold = held.Task;
        var first = StoreScu.SendAsync(scp.Destination, new DicomFile(Radiograph()), Token);
        await Eventually.True("the first object is in the spool", () => Task.FromResult(scp.Spooled.Length == 1));
        var second = await StoreScu.EchoAsync(scp.Destination, Token);
        (second.IsStored, second.IsPermanent).ShouldBe((false, false));
        second.Message.ShouldContain("LocalLimitExceeded");
        held.SetResult();
        (await first).IsStored.ShouldBeTrue();
        await Eventually.True("there is room again", async () => (await StoreScu.EchoAsync(scp.Destination, Token)).IsStored);
    }

    [Fact]
    public async Task A_stop_lets_what_is_arriving_arrive_and_takes_nothing_new()
    {
        using var scp = new RunningScp();
        var held = new TaskCompletionSource();
        scp.Receiver.Hold = held.Task;
        var first = StoreScu.SendAsync(scp.Destination, new DicomFile(Radiograph()), Token);
        await Eventually.True("the object is in the spool", () => Task.FromResult(scp.Spooled.Length == 1));
        var stopping = scp.StopAsync(TimeSpan.FromSeconds(60));
        var late = await StoreScu.EchoAsync(scp.Destination, Token);
        late.Message.ShouldContain("TemporaryCongestion");
        late.IsPermanent.ShouldBeFalse();
        held.SetResult();
        (await first).IsStored.ShouldBeTrue();
        await stopping;
        (await StoreScu.EchoAsync(scp.Destination, Token)).IsStored.ShouldBeFalse();
    }

    [Theory]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.0/8", false)]
    public async Task Networks_and_addresses_decide_who_may_connect(string allowed, bool isLetIn)
    {
        using var scp = new RunningScp(options => options with { AllowedPeers = [allowed] });
        (await StoreScu.EchoAsync(scp.Destination, Token)).IsStored.ShouldBe(isLetIn);
    }

    [Fact]
    public async Task Other_called_titles_are_answered_when_they_are_listed()
    {
        using var scp = new RunningScp(options => options with { OtherAeTitles = ["OLDNAME"] });
        (await StoreScu.EchoAsync(scp.Destination with { CalledAe = "OLDNAME" }, Token)).IsStored.ShouldBeTrue();
        (await StoreScu.EchoAsync(scp.Destination with { CalledAe = "OTHER" }, Token)).Message.ShouldContain("CalledAENotRecognized");
    }

    [Fact]
    public async Task The_hash_of_an_object_is_that_of_its_data_set_whoever_sends_it()
    {
        using var scp = new RunningScp();
        var file = new DicomFile(Radiograph());
        await StoreScu.SendAsync(scp.Destination with { CallingAe = "ONE" }, file, Token);
        await StoreScu.SendAsync(scp.Destination with { CallingAe = "ANOTHER" }, file, Token);
        scp.Receiver.Taken.Select(taken => taken.Sha256).Distinct().ShouldHaveSingleItem();
        var bytes = await File.ReadAllBytesAsync(scp.Receiver.Taken[1].Path, Token);
        var start = 144 + BitConverter.ToInt32(bytes, 140);
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(start))).ShouldBe(scp.Receiver.Taken[1].Sha256);
    }

    private static DicomFile Other(DicomFile file)
    {
        file.Dataset.AddOrUpdate(DicomTag.SOPInstanceUID, DicomUID.Generate());
        return new DicomFile(file.Dataset);
    }
}
