using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Dicom.Tests.Network;
using CausalClipSeg.Tests;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Storage;

/// <summary>TLS with certificates of both sides, against ourselves and DCMTK.</summary>
public sealed class TlsPeerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_sides_show_their_certificates_and_an_object_goes_over()
    {
        using var certificates = new TestCertificates();
        using var scp = new RunningScp(options => options with { Tls = certificates.Server });
        var result = await StoreScu.SendAsync(scp.Destination with { Tls = certificates.Client }, new DicomFile(Radiograph()), Token);
        result.IsStored.ShouldBeTrue(result.Message);
    }

    [Fact]
    public async Task Without_a_certificate_nobody_is_let_in_unless_the_site_says_so()
    {
        using var certificates = new TestCertificates();
        using var strict = new RunningScp(options => options with { Tls = certificates.Server });
        (await StoreScu.EchoAsync(strict.Destination with { Tls = certificates.Anonymous }, Token)).IsStored.ShouldBeFalse();
        using var open = new RunningScp(options => options with { Tls = certificates.Server with { RequireClientCertificate = false } });
        var let = await StoreScu.EchoAsync(open.Destination with { Tls = certificates.Anonymous }, Token);
        let.IsStored.ShouldBeTrue(let.Message);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_not_believed_by_either_side()
    {
        using var certificates = new TestCertificates();
        using var strangers = new TestCertificates();
        using var scp = new RunningScp(options => options with { Tls = certificates.Server });
        (await StoreScu.EchoAsync(scp.Destination with { Tls = strangers.Client with { TrustedFile = certificates.Authorities } }, Token)).IsStored.ShouldBeFalse();
        var unbelieving = await StoreScu.EchoAsync(scp.Destination with { Tls = certificates.Client with { TrustedFile = strangers.Authorities } }, Token);
        unbelieving.IsStored.ShouldBeFalse();
        unbelieving.Message.ShouldStartWith("The TLS handshake with ");
    }

    [Fact]
    public async Task Plain_TCP_is_not_answered_on_a_TLS_port_and_the_next_peer_is()
    {
        using var certificates = new TestCertificates();
        using var scp = new RunningScp(options => options with { Tls = certificates.Server });
        (await StoreScu.EchoAsync(scp.Destination with { Timeout = TimeSpan.FromSeconds(2) }, Token)).IsStored.ShouldBeFalse();
        (await StoreScu.EchoAsync(scp.Destination with { Tls = certificates.Client }, Token)).IsStored.ShouldBeTrue();
    }

    [Fact]
    public async Task A_peer_that_is_silent_in_the_handshake_is_hung_up_on_after_its_limit()
    {
        using var certificates = new TestCertificates();
        using var scp = new RunningScp(options => options with { Tls = certificates.Server });
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, scp.Options.Port, Token);
        var watch = Stopwatch.StartNew();
        await RawPeer.UntilClosed(silent);
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Storescu_with_a_certificate_stores_over_TLS_and_without_one_does_not()
    {
        using var certificates = new TestCertificates();
        using var folder = new TemporaryFolder();
        new DicomFile(Radiograph()).Save(folder.File("a.dcm"));
        using var scp = new RunningScp(options => options with { Tls = certificates.Server });
        var client = certificates.Client;
        (await Dcmtk.StoreWith(["+tls", client.KeyFile!, client.CertificateFile!, "+cf", certificates.Authorities], scp.Options.Port, "OURS", folder.File("a.dcm"))).ShouldSucceed();
        scp.Receiver.Taken.ShouldHaveSingleItem();
        (await Dcmtk.StoreWith(["+tla", "+cf", certificates.Authorities], scp.Options.Port, "OURS", folder.File("a.dcm"))).ExitCode.ShouldNotBe(0);
        scp.Receiver.Taken.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Storescp_that_demands_a_certificate_takes_our_object_over_TLS()
    {
        using var certificates = new TestCertificates();
        var server = certificates.Server;
        await using var peer = await PrivateStoreScp.Start("+tls", server.KeyFile!, server.CertificateFile!, "+cf", certificates.Authorities, "-rc");
        var destination = new PacsDestination("127.0.0.1", peer.Port, "STORESCP", "OURS") { Tls = certificates.Client };
        var result = await StoreScu.SendAsync(destination, new DicomFile(Radiograph()), Token);
        result.IsStored.ShouldBeTrue(result.Message);
        peer.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_certificate_that_cannot_be_read_is_a_sentence()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("broken.pem"), "nothing");
        Should.Throw<InvalidDataException>(() => new TlsIdentity { CertificateFile = folder.File("broken.pem") }.ServerOptions())
            .Message.ShouldStartWith($"The TLS certificate {folder.File("broken.pem")} cannot be used: ");
    }
}
