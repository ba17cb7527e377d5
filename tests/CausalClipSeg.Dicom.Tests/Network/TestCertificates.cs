using CausalClipSeg.Dicom.Network;

namespace CausalClipSeg.Dicom.Tests.Network;

/// <summary>Identities that an authority of the test's own vouches for.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly TestAuthority _authority = new();

    public string Authorities => _authority.CertificateFile;

    public TlsIdentity Server => Issue("server");

    public TlsIdentity Client => Issue("client");

    /// <summary>No certificate, but the authority is believed.</summary>
    public TlsIdentity Anonymous => new() { TrustedFile = Authorities };

    public TlsIdentity Issue(string name)
    {
        var (certificate, key) = _authority.Issue(name);
        return new TlsIdentity { CertificateFile = certificate, KeyFile = key, TrustedFile = Authorities };
    }

    public void Dispose() => _authority.Dispose();
}
