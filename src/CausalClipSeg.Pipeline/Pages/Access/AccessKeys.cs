using System.Security.Cryptography;
using System.Text;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Intake;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Tells who a key, a browser's cookie or a place belongs to.</summary>
internal sealed class AccessKeys(IOptions<StatusOptions> options, IDataProtectionProvider protection)
{
    public const string Cookie = "causalclipseg-visitor";

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("pages.visitor").ToTimeLimitedDataProtector();

    public TimeSpan Lifetime => TimeSpan.FromHours(options.Value.SignInHours);

    public Visitor? OfKey(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        var entry = options.Value.Access.FirstOrDefault(e => CryptographicOperations.FixedTimeEquals(Convert.FromHexString(e.KeySha256), hash));
        return entry is null ? null : Of(entry);
    }

    /// <summary>What the browser keeps: the key's hash, sealed, so that a key that is taken out of the settings also ends its sessions.</summary>
    public string Seal(string key) =>
        _protector.Protect(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), Lifetime);

    public Visitor? OfCookie(string sealedHash)
    {
        try
        {
            var hash = _protector.Unprotect(sealedHash);
            return options.Value.Access.FirstOrDefault(e => e.KeySha256 == hash) is { } entry ? Of(entry) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public Visitor? OfPlace(HttpContext http) =>
        options.Value.Local != Permissions.None && ThisMachine.Asks(http)
            ? new Visitor(Visitor.Local, options.Value.Local, false)
            : null;

    private static Visitor Of(AccessEntry entry) => new(entry.Name, entry.May | Permissions.Look, true) { Role = entry.Role };
}
