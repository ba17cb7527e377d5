using Deque.AxeCore.Playwright;

namespace CausalClipSeg.Tests;

/// <summary>Labels, contrast, focus order and landmarks of every page, judged by axe (WCAG 2.2 AA and its best practices).</summary>
public sealed class AccessibilityTests(PagesSite site) : IClassFixture<PagesSite>
{
    [Fact]
    public async Task No_page_has_anything_that_axe_objects_to()
    {
        await using var page = await site.Open("/worklist");
        foreach (var path in new[] { "/worklist", $"/cases/{site.StoredId}", $"/review/{site.StoredId}", "/models", "/health", "/sign-in" })
        {
            await page.Go(path);
            var result = await page.Page.RunAxe();
            result.Violations.Select(violation => $"{path}: {violation.Id}: {violation.Help} at {string.Join(" | ", violation.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
        }
    }
}
