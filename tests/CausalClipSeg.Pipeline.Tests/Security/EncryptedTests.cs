using System.Net;
using System.Net.Security;
using System.Text;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Reports.Mllp;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CausalClipSeg.Tests;

/// <summary>One case through the whole house with nothing in plain text: DICOM both ways, MLLP, HTTPS, AMQPS and PostgreSQL, with certificates that are checked.</summary>
public sealed class EncryptedTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _strangers = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _authority.Dispose();
        _strangers.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_case_walks_through_with_TLS_at_every_door_and_on_every_way()
    {
        await using var rabbit = await PrivateRabbitMq.Start(_authority);
        await using var postgres = await PrivatePostgres.Start(authority: _authority);
        var (archive, archiveKey) = _authority.Issue("archive");
        await using var pacs = await PrivateStoreScp.Start("+tls", archiveKey, archive, "+cf", _authority.CertificateFile, "-rc");
        // Its authority is in between, which nobody here knows: each door and each way has to show it.
        var (own, ownKey) = _authority.IssueWithChain("causalclipseg");
        var broker = new Uri($"amqps://guest:guest@127.0.0.1:{rabbit.TlsPort}/");
        var database = $"{await postgres.CreateDatabase("encrypted")};SSL Mode=VerifyFull;Root Certificate={_authority.CertificateFile}";
        await using var pipeline = await PipelineUnderTest.Embedded(
        [
            ("Labels:ReaderKey", "a key of the tests' readers"), ("Broker:RabbitMq", broker.ToString()), ("Database:Postgres", database),
            .. Tls("Broker:Tls", own, ownKey), .. Tls("Intake:Dicom:Tls", own, ownKey), .. Tls("Pacs:Tls", own, ownKey), .. Tls("Status:Tls", own, ownKey),
            ("Intake:Mllp:Certificate", own), ("Intake:Mllp:CertificateKey", ownKey), ("Intake:Mllp:ClientAuthorities", _authority.CertificateFile),
            ("Pacs:Host", "127.0.0.1"), ("Pacs:Port", $"{pacs.Port}"), ("Pacs:CalledAe", "STORESCP"),
        ]);

        var spec = new SyntheticCase(2401, 300, 280) { LeftZones = LungZones.Lower };
        var (modality, modalityKey) = _authority.Issue("modality");
        var sender = new TlsIdentity { CertificateFile = modality, KeyFile = modalityKey, TrustedFile = _authority.CertificateFile };
        var door = new PacsDestination("127.0.0.1", pipeline.DicomPort, "CAUSALCLIPSEG", "TESTS") { Tls = sender };
        var sent = await StoreScu.SendAsync(door, SyntheticDicom.Create(spec, new SyntheticDicomVariant()), Cancel);
        sent.IsStored.ShouldBeTrue(sent.Message);
        using (var ris = await MllpClient.ConnectAsync(new(IPAddress.Loopback, pipeline.MllpPort), With("127.0.0.1", sender), Cancel))
            Encoding.UTF8.GetString(await ris.SendAsync(SyntheticHl7.Encode(spec), Cancel)).ShouldContain("MSA|AA|");

        var done = await pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);

        done.State.ShouldBe(CaseState.Delivered, done.Reason);
        pacs.Received.ShouldHaveSingleItem();
        (await postgres.Sql("SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE datname LIKE 'encrypted%' AND NOT ssl")).ShouldBe("0");
        await Https(pipeline, sender);
        await PlainTextIsNotAnswered(pipeline, door);
        var health = await Tool.Run("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), "health", $"Status:Port={pipeline.StatusPort}", .. Tls("Status:Tls", own, ownKey).Select(pair => $"{pair.Key}={pair.Value}")]);
        health.ShouldSucceed().Error.ShouldContain("ready");
        await StrangersAreNotBelieved(broker, database, own, ownKey);
    }

    private async Task Https(PipelineUnderTest pipeline, TlsIdentity sender)
    {
        using var believed = new HttpClient(new SocketsHttpHandler { SslOptions = With("127.0.0.1", sender) }) { BaseAddress = new Uri($"https://127.0.0.1:{pipeline.StatusPort}/") };
        using var answer = await believed.GetAsync("worklist", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
        answer.Headers.GetValues("Set-Cookie").ShouldAllBe(cookie => cookie.Contains("; secure"));
        using var anonymous = new HttpClient(new SocketsHttpHandler { SslOptions = With("127.0.0.1", new TlsIdentity { TrustedFile = _authority.CertificateFile }) });
        await Should.ThrowAsync<HttpRequestException>(() => anonymous.GetAsync($"https://127.0.0.1:{pipeline.StatusPort}/worklist", Cancel));
        using var distrustful = new HttpClient(new SocketsHttpHandler { SslOptions = With("127.0.0.1", sender with { TrustedFile = _strangers.CertificateFile }) });
        await Should.ThrowAsync<HttpRequestException>(() => distrustful.GetAsync($"https://127.0.0.1:{pipeline.StatusPort}/worklist", Cancel));
    }

    private static async Task PlainTextIsNotAnswered(PipelineUnderTest pipeline, PacsDestination door)
    {
        using var plain = new HttpClient();
        await Should.ThrowAsync<HttpRequestException>(() => plain.GetAsync($"http://127.0.0.1:{pipeline.StatusPort}/health/live", Cancel));
        (await StoreScu.EchoAsync(door with { Tls = null, Timeout = TimeSpan.FromSeconds(2) }, Cancel)).IsStored.ShouldBeFalse();
        await Should.ThrowAsync<IOException>(() => MllpClient.SendAsync(new(IPAddress.Loopback, pipeline.MllpPort), "MSH|^~\\&|\r"u8.ToArray(), Cancel));
    }

    /// <summary>A broker or database with a certificate of somebody else is not spoken to.</summary>
    private async Task StrangersAreNotBelieved(Uri broker, string database, string own, string ownKey)
    {
        var options = new BrokerOptions { RabbitMq = broker.ToString(), Tls = new TlsOptions { Enabled = true, Certificate = own, CertificateKey = ownKey, Authorities = _strangers.CertificateFile } };
        var tls = BrokerTls.Of(options).ShouldNotBeNull();
        var factory = new ConnectionFactory
        {
            Uri = broker,
            Ssl = new SslOption(broker.Host, enabled: true) { CertificateValidationCallback = tls.RemoteCertificateValidationCallback, ClientCertificateContext = tls.ClientCertificateContext },
        };
        await Should.ThrowAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync(Cancel));
        await using var connection = new NpgsqlConnection(database.Replace(_authority.CertificateFile, _strangers.CertificateFile, StringComparison.Ordinal));
        await Should.ThrowAsync<NpgsqlException>(() => connection.OpenAsync(Cancel));
        await using var unencrypted = new NpgsqlConnection(database.Replace("SSL Mode=VerifyFull", "SSL Mode=Disable", StringComparison.Ordinal).Split(";Root")[0]);
        await Should.ThrowAsync<PostgresException>(() => unencrypted.OpenAsync(Cancel));
    }

    private (string Key, string? Value)[] Tls(string section, string certificate, string key) =>
    [
        ($"{section}:Enabled", "true"), ($"{section}:Certificate", certificate), ($"{section}:CertificateKey", key), ($"{section}:Authorities", _authority.CertificateFile),
        ($"{section}:RequireClientCertificate", "true"),
    ];

    private static SslClientAuthenticationOptions With(string host, TlsIdentity identity)
    {
        var options = identity.ClientOptions();
        options.TargetHost = host;
        return options;
    }
}
