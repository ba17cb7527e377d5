using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CausalClipSeg.Dicom.Tests.Network;
using CausalClipSeg.Dicom.Tests.Storage;
using FellowOakDicom;

namespace CausalClipSeg.Tests;

/// <summary><c>dicom echo</c>, <c>send</c> and their options as a shell gives them, against peers that check what they are given.</summary>
public sealed class DicomVerbTests(RealServers servers) : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("verbs");

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Echo_calls_by_the_titles_that_it_is_given()
    {
        using var scp = new RunningScp(options => options with { AllowedCallingAe = ["BYHAND"] });
        string[] node = ["dicom", "echo", "--port", $"{scp.Options.Port}"];

        var told = await Run([.. node, "--host", "localhost", "--called", "OURS", "--calling", "BYHAND", "--json"]);
        JsonSerializer.Deserialize<JsonElement>(told.ShouldSucceed().Output).GetProperty("answered").GetBoolean().ShouldBeTrue();

        var called = await Run([.. node, "--calling", "BYHAND"]);
        (called.ExitCode, called.Output).ShouldBe((1, ""));
        called.Error.ShouldContain("CalledAENotRecognized. Give the peer's own AE title in --called; this service's is CAUSALCLIPSEG unless Intake:AeTitle says otherwise.");
        var asked = await Run(["dicom", "find", .. node[2..], "--json"]);
        asked.ExitCode.ShouldBe(1);
        JsonSerializer.Deserialize<JsonElement>(asked.Output).GetProperty("error").GetString().ShouldBe(asked.Error.TrimEnd(), "an empty list would say that nothing was found");
        var calling = await Run([.. node, "--called", "OURS"]);
        calling.ExitCode.ShouldBe(1);
        calling.Error.ShouldContain("CallingAENotRecognized");
    }

    [Fact]
    public async Task Echo_waits_no_longer_than_it_is_told()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var run = await Run("dicom", "echo", "--port", $"{((IPEndPoint)mute.LocalEndpoint).Port}", "--timeout", "0.5");
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("answer");
    }

    [Fact]
    public async Task Send_tells_the_status_of_each_file_and_fails_when_one_is_not_stored()
    {
        using var scp = new RunningScp(options => options with { MaximumObjectLength = 100_000 });
        var (small, large) = (Saved("small.dcm", 100), Saved("large.dcm", 500));

        var run = await Run("dicom", "send", small, large, "--port", $"{scp.Options.Port}", "--called", "OURS", "--calling", "BYHAND", "--json");

        run.ExitCode.ShouldBe(1, run.Error);
        var told = JsonSerializer.Deserialize<JsonElement>(run.Output);
        told.GetProperty("stored").GetInt32().ShouldBe(1);
        told.GetProperty("results").EnumerateArray().Select(r => (r.GetProperty("file").GetString(), r.GetProperty("status").GetInt32()))
            .ShouldBe([("small.dcm", 0), ("large.dcm", 0xA700)]);
        scp.Receiver.Taken.ShouldHaveSingleItem().CallingAe.ShouldBe("BYHAND");
    }

    [Fact]
    public async Task Send_and_echo_show_their_certificate_over_TLS()
    {
        using var certificates = new TestCertificates();
        using var scp = new RunningScp(options => options with { Tls = certificates.Server });
        var client = certificates.Client;
        string[] node = ["--port", $"{scp.Options.Port}", "--called", "OURS", "--tls", "--trusted", certificates.Authorities, "--timeout", "60"];
        string[] own = ["--cert", client.CertificateFile!, "--key", client.KeyFile!];

        (await Run(["dicom", "echo", .. node, .. own])).ShouldSucceed();
        (await Run(["dicom", "send", Saved("a.dcm", 50), .. node, .. own])).ShouldSucceed();
        scp.Receiver.Taken.ShouldHaveSingleItem();
        (await Run(["dicom", "echo", .. node])).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Send_stores_over_HTTPS_with_a_name_or_a_token()
    {
        using var certificates = new TestCertificates();
        var (orthanc, file, identity) = (await servers.Orthanc(), Saved("a.dcm", 50), certificates.Server);
        await using var basic = await TlsGateway.Before(orthanc.DicomWebUri, identity, "Basic d29ya2VyOnNlY3JldA==");
        await using var bearer = await TlsGateway.Before(orthanc.DicomWebUri, identity, "Bearer t0ken");
        string[] send = ["dicom", "send", file, "--trusted", certificates.Authorities, "--web"];

        (await Run([.. send, basic.Root.ToString(), "--user", "worker:secret"])).ShouldSucceed();
        await File.WriteAllTextAsync(_folder.File("token"), "t0ken\n", TestContext.Current.CancellationToken);
        (await Run([.. send, bearer.Root.ToString(), "--token-file", _folder.File("token")])).ShouldSucceed();
        var refused = await Run([.. send, bearer.Root.ToString(), "--user", "worker:secret"]);
        refused.ExitCode.ShouldNotBe(0);
        refused.Error.ShouldContain("answers 401");
        (await orthanc.Find(("SOPInstanceUID", NetworkObjects.Uid((await DicomFile.OpenAsync(file)).Dataset)))).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("--user takes a name and a password", "--web", "https://pacs/", "--user", "worker")]
    [InlineData("--user and --token go with --web", "--token", "t0ken")]
    [InlineData("is no DICOMweb root", "--web", "pacs/dicom-web")]
    [InlineData("need --tls", "--trusted", "authorities.pem")]
    [InlineData("--timeout takes seconds above 0", "--timeout", "-1")]
    public async Task What_would_go_unnoticed_is_wrong_usage(string sentence, params string[] options)
    {
        var run = await Run(["dicom", "send", "a.dcm", .. options]);
        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldContain(sentence);
    }

    private string Saved(string name, int side)
    {
        NetworkObjects.Capture(side).Save(_folder.File(name));
        return _folder.File(name);
    }

    private static Task<ToolResult> Run(params string[] arguments) =>
        Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), .. arguments]);
}
