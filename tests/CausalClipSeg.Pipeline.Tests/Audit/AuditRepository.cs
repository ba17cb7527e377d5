using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CausalClipSeg.Tests;

/// <summary>An audit record repository for one test: syslog over TLS with octet counting (RFC 5425), a certificate of its own, strict about every frame.</summary>
internal sealed partial class AuditRepository : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("audit-repository");
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly TcpListener _listener;
    private readonly Task _serving;

    public AuditRepository()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=audit repository", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Authority, made.ExportCertificatePem());
        _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port { get; } = FreePort.Next();

    /// <summary>PEM file of the certificate that the service has to believe.</summary>
    public string Authority => _folder.File("authority.pem");

    public ConcurrentQueue<XElement> Messages { get; } = new();

    public ConcurrentQueue<string> Faults { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _certificate.Dispose();
        _stop.Dispose();
        await _folder.DisposeAsync();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = TakeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TakeAsync(TcpClient client)
    {
        try
        {
            using var _ = client;
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
            while (await CountAsync(stream) is { } count)
            {
                var frame = new byte[count];
                await stream.ReadExactlyAsync(frame, _stop.Token);
                Read(frame);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or IOException)
        {
            // The sender is gone.
        }
        catch (Exception wrong) when (wrong is FormatException or System.Xml.XmlException)
        {
            Faults.Enqueue(wrong.Message);
        }
    }

    private async Task<int?> CountAsync(SslStream stream)
    {
        var (digits, one) = (new StringBuilder(), new byte[1]);
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == (byte)' ')
                return int.Parse(digits.ToString());
            digits.Append((char)one[0]);
        }
        return null;
    }

    private void Read(byte[] frame)
    {
        var text = Encoding.UTF8.GetString(frame);
        if (Header().Match(text) is not { Success: true } header)
            throw new FormatException($"No RFC 5424 header of an audit message: {text[..Math.Min(120, text.Length)]}");
        Messages.Enqueue(XElement.Parse(text[header.Length..]));
    }

    /// <summary>PRI 85, version, time, host, application, process, DICOM's message id, no structured data, byte order mark.</summary>
    [GeneratedRegex(@"^<85>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [!-~]+ CAUSALCLIPSEG \d+ DICOM\+RFC3881 - \uFEFF")]
    private static partial Regex Header();
}
