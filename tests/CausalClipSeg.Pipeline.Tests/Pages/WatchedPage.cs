using Microsoft.Playwright;

namespace CausalClipSeg.Tests;

/// <summary>A page whose complaints and requests are kept; on disposal there must be no complaint and no request that left the host.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly List<string> _complaints = [];
    private readonly List<string> _foreign = [];
    private readonly List<string> _expected = [];

    public WatchedPage(IPage page, Uri site)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error") _complaints.Add($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(site.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                _foreign.Add(request.Url);
        };
    }

    public IPage Page { get; }

    public ILocator this[string selector] => Page.Locator(selector);

    /// <summary>A complaint that the test is about: the browser itself says when a request comes to nothing.</summary>
    public void Expect(string complaint) => _expected.Add(complaint);

    public Task Go(string path) => Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });

    /// <summary>Waits until the address holds the text and the page there is loaded.</summary>
    public async Task Arrives(string text)
    {
        await Eventually.True($"the address {text}", () => Task.FromResult(Page.Url.Contains(text, StringComparison.Ordinal)));
        await Page.WaitForLoadStateAsync(LoadState.Load);
    }

    /// <summary>Waits until the radiograph and its masks are drawn.</summary>
    public async Task Drawn()
    {
        await this[".viewer[data-ready=true]"].WaitForAsync();
        await this["#canvas[data-painted]"].WaitForAsync();
    }

    public async Task<string> Text(string selector) => await this[selector].InnerTextAsync();

    /// <summary>How many points of the viewer's canvas are coloured: the radiograph itself is grey.</summary>
    public Task<int> ColouredPoints() => Page.EvaluateAsync<int>("""
        () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
          const canvas = document.getElementById("canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) if (Math.abs(data[i] - data[i + 2]) > 12) count++;
          done(count);
        })))
        """);

    /// <summary>Mean brightness of the viewer's canvas, 0 to 255.</summary>
    public Task<double> Brightness() => Page.EvaluateAsync<double>("""
        () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
          const canvas = document.getElementById("canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let sum = 0;
          for (let i = 1; i < data.length; i += 4) sum += data[i];
          done(sum / (data.length / 4));
        })))
        """);

    /// <summary>Keeps a picture where PIPELINE_TESTS_SCREENSHOTS names a folder.</summary>
    public async Task Picture(string name)
    {
        if (Environment.GetEnvironmentVariable("PIPELINE_TESTS_SCREENSHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), Animations = ScreenshotAnimations.Disabled });
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        _complaints.Where(complaint => !_expected.Exists(expected => complaint.Contains(expected, StringComparison.Ordinal))).ShouldBeEmpty();
        _foreign.ShouldBeEmpty();
    }
}
