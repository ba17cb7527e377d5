using System.Security.Claims;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Who looks at a page: what they may do decides what is on it.</summary>
public sealed record Visitor(string Name, Permissions May, bool IsSignedIn)
{
    private const string RoleClaim = "role";

    public const string Local = "somebody at this machine";

    /// <summary>What the visitor is, for the labels that come of reviews.</summary>
    public string Role { get; init; } = "reader";

    public bool Looks => May.HasFlag(Permissions.Look);

    public bool SeesPatients => May.HasFlag(Permissions.PatientData);

    public bool Reviews => SeesPatients && May.HasFlag(Permissions.Review);

    public bool Operates => May.HasFlag(Permissions.Operate);

    public bool ManagesModels => May.HasFlag(Permissions.Models);

    public static Visitor Of(HttpContext http)
    {
        var may = http.User.FindAll(AccessPolicy.Claim).Aggregate(Permissions.None, (all, claim) => all | Enum.Parse<Permissions>(claim.Value));
        var name = http.User.Identity?.Name;
        return new Visitor(name ?? "nobody", may, name is not null and not Local) { Role = http.User.FindFirst(RoleClaim)?.Value ?? "reader" };
    }

    public ClaimsPrincipal ToPrincipal()
    {
        var permissions = Enum.GetValues<Permissions>().Where(p => int.PopCount((int)p) == 1 && May.HasFlag(p));
        return new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, Name), new Claim(RoleClaim, Role), .. permissions.Select(p => new Claim(AccessPolicy.Claim, p.ToString()))], AccessHandler.Scheme));
    }
}
