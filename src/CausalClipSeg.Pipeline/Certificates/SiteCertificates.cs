using System.Diagnostics.CodeAnalysis;
using CausalClipSeg.Dicom.Network;

namespace CausalClipSeg.Pipeline.Certificates;

/// <summary>The certificates that this process uses, by the settings that name them: whoever asks by the same setting gets the same one, which follows its files while the service runs.</summary>
public sealed class SiteCertificates
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, CertificateInUse> _inUse = new(StringComparer.Ordinal);

    internal IReadOnlyList<CertificateInUse> InUse
    {
        get
        {
            lock (_gate)
                return [.. _inUse.Values];
        }
    }

    /// <param name="setting">Where it is configured, as an administrator knows it: Intake:Dicom:Tls.</param>
    /// <param name="files">As the settings are now; null where TLS is off. Other files than before take the place of those.</param>
    /// <exception cref="InvalidDataException">They cannot be used.</exception>
    [return: NotNullIfNotNull(nameof(files))]
    public TlsIdentityInForce? Of(string setting, TlsIdentity? files)
    {
        lock (_gate)
        {
            if (_inUse.TryGetValue(setting, out var known) && known.InForce.Files == files)
                return known.InForce;
            if (files is not null)
                return (_inUse[setting] = new CertificateInUse(setting, files)).InForce;
            _inUse.Remove(setting);
            return null;
        }
    }
}
