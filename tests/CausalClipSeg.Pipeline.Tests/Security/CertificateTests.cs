using System.Globalization;
using System.Net;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests;

/// <summary>What is made of certificates that change, end or are spoilt while the service runs.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly SiteCertificates _site = new();
    private readonly SetClock _clock = new() { Now = DateTimeOffset.UtcNow };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void A_change_is_taken_over_when_it_has_come_to_rest_and_a_spoilt_one_is_told_once()
    {
        var files = Files();
        var inForce = _site.Of("Status:Tls", files);
        _site.Of("Status:Tls", files with { }).ShouldBeSameAs(inForce);
        Look().ShouldBeEmpty();

        _authority.Issue("service");
        Look().ShouldBeEmpty("whoever writes may not have come to an end");
        Look().ShouldHaveSingleItem().ShouldBe(new CertificateNews("Status:Tls", true, $"{files.CertificateFile}, {inForce.Certificate!.Subject}, serial number {inForce.Certificate.SerialNumber}, "
            + $"SHA-1 {inForce.Certificate.Thumbprint}, until {inForce.Certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)}"));
        Look().ShouldBeEmpty();

        File.WriteAllText(files.KeyFile!, "nothing");
        Look().ShouldBeEmpty();
        Look().ShouldHaveSingleItem().IsTaken.ShouldBeFalse();
        for (var i = 0; i < 3; i++, _clock.Now += TimeSpan.FromMinutes(1))
            Look().ShouldBeEmpty("it has been told");
        Should.Throw<InvalidDataException>(() => _site.Of("Status:Tls", files with { TrustedFile = null }));
        _site.Of("Status:Tls", files).ShouldBeSameAs(inForce);
        _authority.Issue("service");
        _site.Of("Status:Tls", files with { TrustedFile = null }).ShouldNotBeSameAs(inForce);
        _site.Of("Status:Tls", null).ShouldBeNull();
        _site.InUse.ShouldBeEmpty();
    }

    [Fact]
    public void A_certificate_whose_time_has_not_begun_is_taken_over_when_it_has()
    {
        var files = Files();
        var inForce = _site.Of("Pacs:Tls", files);
        var before = inForce.Certificate;
        var early = _clock.Now.AddDays(-1).AddMinutes(-2);
        _authority.Issue("service");

        var certificate = _site.InUse.ShouldHaveSingleItem();
        certificate.Look(early).ShouldBeEmpty();
        certificate.Look(early).ShouldHaveSingleItem().Sentence.ShouldContain("cannot be used yet: it counts from ");
        certificate.Refusal.ShouldNotBeNull();
        inForce.Certificate.ShouldBe(before);

        certificate.Look(early.AddMinutes(3)).ShouldHaveSingleItem().IsTaken.ShouldBeTrue();
        certificate.Refusal.ShouldBeNull();
    }

    /// <summary>Of the test's certificates, which live for three weeks, three and a half days are a sixth.</summary>
    [Fact]
    public async Task Health_says_that_a_certificate_is_about_to_end_or_has_ended()
    {
        var files = Files();
        _site.Of("Intake:Dicom:Tls", files);
        _site.Of("Pacs:Tls", files);
        var health = new CertificateHealth(_site, _clock);
        (await health.CheckHealthAsync(new HealthCheckContext(), Cancel)).Status.ShouldBe(HealthStatus.Healthy);

        _clock.Now += TimeSpan.FromDays(16.4);
        (await health.CheckHealthAsync(new HealthCheckContext(), Cancel)).Status.ShouldBe(HealthStatus.Healthy);
        _clock.Now += TimeSpan.FromDays(0.3);
        var ending = await health.CheckHealthAsync(new HealthCheckContext(), Cancel);

        ending.Status.ShouldBe(HealthStatus.Degraded);
        ending.Description.ShouldNotBeNull().Split("The TLS certificate ").Length.ShouldBe(2, "one file is one sentence");
        ending.Description.ShouldStartWith($"The TLS certificate {files.CertificateFile} ends on ");
        _clock.Now += TimeSpan.FromDays(4);
        (await health.CheckHealthAsync(new HealthCheckContext(), Cancel)).Description.ShouldNotBeNull().ShouldContain(" ended on ");
    }

    [Fact]
    public void A_client_of_DICOMweb_is_made_anew_with_the_renewed_certificate()
    {
        var files = Files();
        var pacs = new PacsOptions { DicomWeb = new Uri("https://127.0.0.1/dicom-web/"), DicomWebTls = new TlsOptions { Enabled = true, Certificate = files.CertificateFile, CertificateKey = files.KeyFile } };
        using var archive = new Archive(Options.Create(pacs), _site);
        var first = archive.Web;
        archive.Web.ShouldBeSameAs(first);

        _authority.Issue("service");
        Look();
        Look().ShouldHaveSingleItem();

        archive.Web.ShouldNotBeSameAs(first);
    }

    /// <summary>As Kubernetes mounts a secret: links into a folder that is itself a link, which alone is changed.</summary>
    [Fact]
    public async Task HTTPS_goes_on_with_the_certificate_of_a_mounted_secret_that_is_renewed()
    {
        await using var volume = new TemporaryFolder("mounted");
        var data = volume.File("..data");
        Mount("one");
        foreach (var name in (string[])["tls.crt", "tls.key"])
            File.CreateSymbolicLink(volume.File(name), Path.Combine(data, name));
        await using var pipeline = await PipelineUnderTest.Embedded(("Status:Tls:Enabled", "true"), ("Status:Tls:Certificate", volume.File("tls.crt")), ("Status:Tls:CertificateKey", volume.File("tls.key")),
            ("Logging:LogLevel:Default", "Information"));
        (await Subject(pipeline)).ShouldBe("CN=one");
        using var log = new CapturedLog();
        pipeline.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);

        Mount("two");

        await Eventually.True("the renewed certificate", async () => await Subject(pipeline) == "CN=two");
        log.Lines.ShouldContain(line => line.StartsWith($"Information: In force for new connections (Status:Tls): {volume.File("tls.crt")}, CN=two, serial number "));

        void Mount(string version)
        {
            var (certificate, key) = _authority.Issue(version);
            var folder = volume.Folder(version);
            File.Copy(certificate, Path.Combine(folder, "tls.crt"));
            File.Copy(key, Path.Combine(folder, "tls.key"));
            if (Directory.Exists(data))
                Directory.Delete(data);
            Directory.CreateSymbolicLink(data, folder);
        }
    }

    private TlsIdentity Files()
    {
        var (certificate, key) = _authority.Issue("service");
        return new TlsIdentity { CertificateFile = certificate, KeyFile = key, TrustedFile = _authority.CertificateFile };
    }

    private IReadOnlyList<CertificateNews> Look() => [.. _site.InUse.SelectMany(certificate => certificate.Look(_clock.Now))];

    private async Task<string?> Subject(PipelineUnderTest pipeline)
    {
        string? subject = null;
        var ssl = new TlsIdentity { TrustedFile = _authority.CertificateFile }.ClientOptions();
        var judge = ssl.RemoteCertificateValidationCallback!;
        ssl.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            subject = certificate?.Subject;
            return judge(sender, certificate, chain, errors);
        };
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = ssl }) { DefaultRequestVersion = HttpVersion.Version20 };
        using var answer = await http.GetAsync($"https://127.0.0.1:{pipeline.StatusPort}/health/live", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Version.ShouldBe(HttpVersion.Version20);
        return subject;
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
