using Microsoft.AspNetCore.Antiforgery;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What every page knows of its request: who looks, from where, and the token of its forms.</summary>
public sealed record PageFrame(Visitor Visitor, string Path, string AntiforgeryToken, AssetFiles Assets)
{
    public static PageFrame Of(HttpContext http) => new(
        Visitor.Of(http),
        http.Request.Path + http.Request.QueryString,
        http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http).RequestToken ?? "",
        http.RequestServices.GetRequiredService<AssetFiles>());
}
