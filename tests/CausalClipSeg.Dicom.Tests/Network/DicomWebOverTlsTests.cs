using System.Text;
using CausalClipSeg.Dicom.Network;
using FellowOakDicom;
using Microsoft.AspNetCore.Http;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>DICOMweb over HTTPS, with credentials, to an Orthanc behind a gateway that ends TLS.</summary>
public sealed class DicomWebOverTlsTests(RealServers servers)
{
    private const string Token = "eyJhbGciOiJub25lIn0.e30.";
    private static readonly string _basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("wörker:päss:word"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_its_credentials_an_object_is_stored_found_and_fetched_and_without_them_it_is_not(bool bearer)
    {
        using var certificates = new TestCertificates();
        var orthanc = await servers.Orthanc();
        await using var gateway = await TlsGateway.Before(orthanc.DicomWebUri, certificates.Server, bearer ? $"Bearer {Token}" : _basic);
        var open = new DicomWebOptions(gateway.Root) { Tls = certificates.Anonymous };
        using var known = new DicomWebClient(bearer ? open with { Bearer = Token } : open with { Basic = ("wörker", "päss:word") });
        var file = NetworkObjects.Capture(100);

        (await known.StoreAsync([file], Cancel)).ShouldHaveSingleItem().IsStored.ShouldBeTrue();

        var (study, series, uid) = (file.Dataset.GetString(DicomTag.StudyInstanceUID), file.Dataset.GetString(DicomTag.SeriesInstanceUID), NetworkObjects.Uid(file.Dataset));
        (await known.SearchAsync("instances", [("StudyInstanceUID", study)], Cancel)).ShouldHaveSingleItem().GetString(DicomTag.SOPInstanceUID).ShouldBe(uid);
        using var fetched = new MemoryStream();
        await known.RetrieveAsync(known.Address($"studies/{study}/series/{series}/instances/{uid}"), (part, token) => part.CopyToAsync(fetched, token), Cancel);
        fetched.Position = 0;
        NetworkObjects.Pixels(DicomFile.Open(fetched).Dataset).ShouldBe(NetworkObjects.Pixels(file.Dataset));
        foreach (var wrong in new[] { open, open with { Bearer = "another" }, open with { Basic = ("wörker", "wrong") } })
        {
            using var stranger = new DicomWebClient(wrong);
            var refused = await Should.ThrowAsync<DicomWebException>(() => stranger.StoreAsync([file], Cancel));
            (refused.StatusCode, refused.IsPermanent).ShouldBe((401, false));
        }
    }

    [Fact]
    public async Task A_server_that_nobody_vouches_for_or_of_another_name_gets_no_request()
    {
        using var certificates = new TestCertificates();
        using var strangers = new TestCertificates();
        var orthanc = await servers.Orthanc();
        await using var gateway = await TlsGateway.Before(orthanc.DicomWebUri, certificates.Server);
        var otherName = new UriBuilder(gateway.Root) { Host = TlsGateway.OtherAddress.ToString() }.Uri;
        foreach (var options in new[]
        {
            new DicomWebOptions(gateway.Root) { Bearer = Token },
            new DicomWebOptions(gateway.Root) { Bearer = Token, Tls = strangers.Anonymous },
            new DicomWebOptions(otherName) { Bearer = Token, Tls = certificates.Anonymous },
        })
        {
            using var web = new DicomWebClient(options);
            (await Should.ThrowAsync<DicomWebException>(() => web.SearchAsync("studies", [], Cancel))).StatusCode.ShouldBeNull();
        }

        gateway.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_server_that_asks_for_a_certificate_lets_in_who_shows_one()
    {
        using var certificates = new TestCertificates();
        var orthanc = await servers.Orthanc();
        await using var gateway = await TlsGateway.Before(orthanc.DicomWebUri, certificates.Server, clientCertificate: true);
        using var known = new DicomWebClient(new DicomWebOptions(gateway.Root) { Tls = certificates.Client });
        (await known.SearchAsync("studies", [("StudyInstanceUID", "1.2.3.999")], Cancel)).ShouldBeEmpty();
        using var anonymous = new DicomWebClient(new DicomWebOptions(gateway.Root) { Tls = certificates.Anonymous });
        await Should.ThrowAsync<DicomWebException>(() => anonymous.SearchAsync("studies", [], Cancel));
        gateway.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up_and_the_next_request_is_answered()
    {
        using var certificates = new TestCertificates();
        var orthanc = await servers.Orthanc();
        await using var gateway = await TlsGateway.Before(orthanc.DicomWebUri, certificates.Server);
        using var web = new DicomWebClient(new DicomWebOptions(gateway.Root) { Tls = certificates.Anonymous, Timeout = TimeSpan.FromSeconds(1) });
        gateway.Instead = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        (await Should.ThrowAsync<DicomWebException>(() => web.SearchAsync("studies", [], Cancel))).IsPermanent.ShouldBeFalse();
        gateway.Instead = null;
        using var patient = new DicomWebClient(new DicomWebOptions(gateway.Root) { Tls = certificates.Anonymous });
        (await patient.SearchAsync("studies", [("StudyInstanceUID", "1.2.3.999")], Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_sends_us_elsewhere_is_not_followed()
    {
        using var certificates = new TestCertificates();
        var orthanc = await servers.Orthanc();
        await using var elsewhere = await TlsGateway.Before(orthanc.DicomWebUri, certificates.Server);
        await using var gateway = await TlsGateway.Before(orthanc.DicomWebUri, certificates.Server);
        gateway.Instead = context =>
        {
            context.Response.Redirect(new Uri(elsewhere.Root, "studies").ToString());
            return Task.CompletedTask;
        };
        using var web = new DicomWebClient(new DicomWebOptions(gateway.Root) { Tls = certificates.Anonymous, Bearer = Token });
        (await Should.ThrowAsync<DicomWebException>(() => web.SearchAsync("studies", [], Cancel))).StatusCode.ShouldBe(StatusCodes.Status302Found);
        elsewhere.Requests.ShouldBe(0);
    }
}
