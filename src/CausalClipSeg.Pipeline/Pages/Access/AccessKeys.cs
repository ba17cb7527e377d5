using System.Security.Cryptography;
using System.Text;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Intake;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Tells who a key, a browser's session or a place belongs to.</summary>
internal sealed class AccessKeys(IOptions<StatusOptions> options)
{
    public const string Cookie = "causalclipseg-visitor";

    public Visitor? OfKey(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        var entry = options.Value.Access.FirstOrDefault(e => CryptographicOperations.FixedTimeEquals(Convert.FromHexString(e.KeySha256), hash));
        return entry is null ? null : Of(entry);
    }

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public Visitor? OfSession(Session session) => options.Value.Access.FirstOrDefault(e => e.KeySha256 == session.KeyHash) is { } entry ? Of(entry) : null;

    public Visitor? OfPlace(HttpContext http) =>
        options.Value.Local != Permissions.None && ThisMachine.Asks(http)
            ? new Visitor(Visitor.Local, options.Value.Local, false)
            : null;

    private static Visitor Of(AccessEntry entry) => new(entry.Name, entry.May | Permissions.Look, true) { Role = entry.Role };
}
