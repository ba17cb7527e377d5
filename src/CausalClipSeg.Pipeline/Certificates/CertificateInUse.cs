using System.Globalization;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Certificates;

/// <summary>A certificate or authorities that a setting names: what is in force, how the files looked, and what is amiss.</summary>
internal sealed class CertificateInUse
{
    private static readonly TimeSpan Early = TimeSpan.FromDays(14), Again = TimeSpan.FromMinutes(1);
    private string _read;
    private string _seen;
    private DateTimeOffset _next;

    /// <exception cref="InvalidDataException">The files cannot be used.</exception>
    public CertificateInUse(string setting, TlsIdentity files)
    {
        Setting = setting;
        // Before they are read: what is written meanwhile is a change.
        _read = _seen = FilesSeen.Of(() => files.Files);
        InForce = new TlsIdentityInForce(files);
    }

    public string Setting { get; }

    public TlsIdentityInForce InForce { get; }

    /// <summary>Why the files as they are now are not in force; null where they are.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Looks whether the files have changed, and takes them over when they look the same as at the last look: whoever writes has then come to an end.</summary>
    public IReadOnlyList<CertificateNews> Look(DateTimeOffset now)
    {
        var (before, state) = (_seen, FilesSeen.Of(() => InForce.Files.Files));
        _seen = state;
        // What was refused may be right some time later, when its time has begun.
        if (state != before || (state == _read && (Refusal is null || now < _next)))
            return [];
        (_read, _next) = (state, now + Again);
        try
        {
            var taken = InForce.Renew(now);
            Refusal = null;
            return [.. taken.Select(change => new CertificateNews(Setting, true, $"{change.File}, {change.What}"))];
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException) // whatever is written into a file, the service that runs goes on
        {
            var isNews = Refusal != wrong.Message;
            Refusal = wrong.Message;
            return isNews ? [new CertificateNews(Setting, false, wrong.Message)] : [];
        }
    }

    /// <returns>Null where the one in force is not about to end: fourteen days before, or a sixth of its time where it lives shorter and is renewed by itself.</returns>
    public string? Ending(DateTimeOffset now)
    {
        if (InForce.Certificate is not { } own || own.NotAfter - now is var left && left > TimeSpan.FromTicks(Math.Min(Early.Ticks, (own.NotAfter - own.NotBefore).Ticks / 6)))
            return null;
        var end = own.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
        return $"The TLS certificate {InForce.Files.CertificateFile} {(left > TimeSpan.Zero ? "ends" : "ended")} on {end}, and peers refuse it then. Put the renewed one in its place: it is taken over without a restart.";
    }
}

/// <summary>What has become of files that changed.</summary>
/// <param name="IsTaken">Whether they are in force now; what was before them is otherwise.</param>
internal sealed record CertificateNews(string Setting, bool IsTaken, string Sentence);
