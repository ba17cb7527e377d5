using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
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
        var database = $"{await postgres.CreateDatabase("encrypted")};SSL Mode=VerifyFull;SSL Certificate={own};SSL Key={ownKey};Root Certificate={_authority.CertificateFile}";
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
        using var ris = await MllpClient.ConnectAsync(new(IPAddress.Loopback, pipeline.MllpPort), With("127.0.0.1", sender), Cancel);
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

        await Renew(pipeline, sender, own, ownKey);
        // What cannot be used comes in its place, and every way has to be gone anew.
        await File.WriteAllTextAsync(own, "half a cert", Cancel);
        await Eventually.True("the warning", async () => (await Readiness(pipeline, sender)).Contains($"The TLS certificate {own} cannot be used"));
        await postgres.Sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'encrypted%'");
        await rabbit.Control("close_all_connections", "renewed");

        var next = new SyntheticCase(2402, 300, 280) { RightZones = LungZones.Lower };
        (await StoreScu.SendAsync(door, SyntheticDicom.Create(next, new SyntheticDicomVariant()), Cancel)).IsStored.ShouldBeTrue();
        Encoding.UTF8.GetString(await ris.SendAsync(SyntheticHl7.Encode(next), Cancel)).ShouldContain("MSA|AA|", customMessage: "a connection from before goes on");
        (await pipeline.CaseAtRest(SyntheticStudy.Of(next).SopInstanceUid)).State.ShouldBe(CaseState.Delivered);
        pacs.Received.Count.ShouldBe(2);
        (await postgres.Sql("SELECT DISTINCT client_dn FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE datname LIKE 'encrypted%'")).ShouldBe("/CN=renewed");
        (await rabbit.Control("list_connections", "--no-table-headers", "peer_cert_subject")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().ShouldBe(["CN=renewed"]);
        await Renew(pipeline, sender, own, ownKey);
        await Eventually.True("no warning any more", async () => (await Readiness(pipeline, sender)).Contains("\"certificates\":\"well\""));
        await StrangersAreNotBelieved(broker, database, own, ownKey);
    }

    /// <summary>As an authority's program does it: the files are written anew, one after the other.</summary>
    private async Task Renew(PipelineUnderTest pipeline, TlsIdentity sender, string own, string ownKey)
    {
        var (renewed, renewedKey) = _authority.IssueWithChain("renewed");
        File.Copy(renewedKey, ownKey, overwrite: true);
        File.Copy(renewed, own, overwrite: true);
        using var expected = X509CertificateLoader.LoadCertificateFromFile(renewed);
        foreach (var port in new[] { pipeline.StatusPort, pipeline.MllpPort, pipeline.DicomPort })
            await Eventually.True($"the renewed certificate at {port}", async () => await Shown(port, sender) == expected.SerialNumber);
    }

    private static async Task<string> Shown(int port, TlsIdentity sender)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port, Cancel);
        await using var secure = new SslStream(tcp.GetStream());
        await secure.AuthenticateAsClientAsync(With("127.0.0.1", sender), Cancel);
        return ((X509Certificate2)secure.RemoteCertificate!).SerialNumber;
    }

    private static async Task<string> Readiness(PipelineUnderTest pipeline, TlsIdentity sender)
    {
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = With("127.0.0.1", sender) });
        return await http.GetStringAsync($"https://127.0.0.1:{pipeline.StatusPort}/health/ready", Cancel);
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
        var tls = options.Identity().ShouldNotBeNull().ClientOptions();
        var factory = new ConnectionFactory
        {
            Uri = broker,
            Ssl = new SslOption(broker.Host, enabled: true) { CertificateValidationCallback = tls.RemoteCertificateValidationCallback, ClientCertificateContext = tls.ClientCertificateContext },
        };
        await Should.ThrowAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync(Cancel));
        await using var connection = new NpgsqlConnection(database.Replace(_authority.CertificateFile, _strangers.CertificateFile, StringComparison.Ordinal));
        await Should.ThrowAsync<NpgsqlException>(() => connection.OpenAsync(Cancel));
        // A file of authorities that is just being written: what Npgsql says of it counts as a database that is away.
        var spoilt = Path.ChangeExtension(own, ".spoilt");
        await File.WriteAllTextAsync(spoilt, "half a cert", Cancel);
        await using var unreadable = new NpgsqlConnection(database.Replace(_authority.CertificateFile, spoilt, StringComparison.Ordinal));
        await Should.ThrowAsync<NpgsqlException>(() => unreadable.OpenAsync(Cancel));
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
