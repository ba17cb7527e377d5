using System.Globalization;
using System.Security.Cryptography;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// What a browser that has signed in keeps, sealed, and when that is over: by its time, by nobody having used it, or by a sign-out. Those that ended early lie as empty
/// files beside the keys that seal them, so that every process of the site and the next start know them.
/// </summary>
internal sealed class Sessions(IOptions<StatusOptions> options, InstanceStore files, IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>A page that renews itself says so, and its stream of events is opened again and again: nobody sits there for that.</summary>
    public const string UnattendedHeader = "X-Unattended";

    private readonly IDataProtector _protector = protection.CreateProtector("pages.session");

    public TimeSpan Lifetime => TimeSpan.FromHours(options.Value.SignInHours);

    private TimeSpan Idle => TimeSpan.FromMinutes(options.Value.IdleMinutes);

    private string Folder => Path.Combine(files.KeysFolder, "ended");

    public static bool IsUnattended(HttpRequest request) => request.Headers.ContainsKey(UnattendedHeader) || request.Path == EventEndpoints.Path;

    public Session Begin(string keyHash)
    {
        var now = clock.GetUtcNow();
        return new Session(keyHash, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), now + Lifetime, now);
    }

    public string Seal(Session session) => _protector.Protect(string.Create(
        CultureInfo.InvariantCulture, $"{session.KeyHash}|{session.Id}|{session.Ends.ToUnixTimeSeconds()}|{session.Used.ToUnixTimeSeconds()}"));

    /// <returns>Null where it is none of ours, or over.</returns>
    public Session? Open(string given) => Unseal(given) is { } session && IsAlive(session) ? session : null;

    /// <summary>The same session as used now, where it is time to say so; null where it need not be written anew.</summary>
    public Session? Renew(Session session)
    {
        var now = clock.GetUtcNow();
        return Idle > TimeSpan.Zero && now - session.Used > Idle / 8 ? session with { Used = now } : null;
    }

    public bool IsEnded(string id) => id.All(char.IsAsciiHexDigit) && File.Exists(Path.Combine(Folder, id));

    /// <summary>Signed out: whoever copied the cookie has nothing of it. Files of sessions that are over in any case go away.</summary>
    public void End(string id)
    {
        Directory.CreateDirectory(Folder);
        foreach (var old in Directory.EnumerateFiles(Folder).Where(file => clock.GetUtcNow() - File.GetLastWriteTimeUtc(file) > Lifetime).ToList())
            File.Delete(old);
        File.WriteAllBytes(Path.Combine(Folder, id), []);
    }

    private bool IsAlive(Session session)
    {
        var now = clock.GetUtcNow();
        return now < session.Ends && (Idle == TimeSpan.Zero || now - session.Used < Idle) && !IsEnded(session.Id);
    }

    private Session? Unseal(string given)
    {
        try
        {
            return _protector.Unprotect(given).Split('|') is [var hash, var id, var ends, var used]
                ? new Session(hash, id, DateTimeOffset.FromUnixTimeSeconds(long.Parse(ends, CultureInfo.InvariantCulture)), DateTimeOffset.FromUnixTimeSeconds(long.Parse(used, CultureInfo.InvariantCulture)))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>One sign-in of one browser.</summary>
/// <param name="KeyHash">Of the key that it was begun with, so that a key that is taken out of the settings also ends its sessions.</param>
/// <param name="Ends">When it is over in any case.</param>
/// <param name="Used">When somebody last asked for a page.</param>
internal sealed record Session(string KeyHash, string Id, DateTimeOffset Ends, DateTimeOffset Used);
