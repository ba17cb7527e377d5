using CausalClipSeg.Pipeline.Configuration;
using Microsoft.AspNetCore.Authorization;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The names under which endpoints ask for a permission.</summary>
internal static class AccessPolicy
{
    public const string Look = nameof(Permissions.Look);
    public const string PatientData = nameof(Permissions.PatientData);
    public const string Review = nameof(Permissions.Review);
    public const string Operate = nameof(Permissions.Operate);
    public const string Models = nameof(Permissions.Models);

    /// <summary>The claim that carries one permission.</summary>
    internal const string Claim = "may";

    private static readonly string[] All = [Look, PatientData, Review, Operate, Models];

    public static void AddTo(AuthorizationOptions options)
    {
        foreach (var permission in All)
            options.AddPolicy(permission, policy => policy.RequireClaim(Claim, permission));
    }
}
