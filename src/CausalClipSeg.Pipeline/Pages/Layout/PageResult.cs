using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>Shows a component as a page, to whoever asked for it.</summary>
internal static class PageResult
{
    public static RazorComponentResult Of<TPage>(HttpContext http, Dictionary<string, object?> parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        parameters["Frame"] = PageFrame.Of(http);
        return new RazorComponentResult(typeof(TPage), parameters) { PreventStreamingRendering = true, StatusCode = status };
    }
}
