using Microsoft.Playwright;

namespace CausalClipSeg.Tests;

/// <summary>Debian's chromium under Playwright, best without the windows that nobody sees: it takes a third of the processor time. Its pages may speak to one host only, and must not complain.</summary>
internal sealed class RealBrowser : IAsyncDisposable
{
    /// <summary>Milliseconds that anything may take on a slow machine.</summary>
    private const int Patience = 90_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private RealBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Without a sandbox, since tests may run as root; WebGL in software, since test machines have no GPU.</summary>
    public static async Task<RealBrowser> Start()
    {
        var chromium = Peers.Require(Peers.Chromium);
        var playwright = await Playwright.CreateAsync();
        return new RealBrowser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Timeout = Patience,
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
        }));
    }

    public async Task<WatchedPage> Open(Uri site, string path, int width = 1280, int height = 800)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, BaseURL = site.ToString() });
        context.SetDefaultTimeout(Patience);
        context.SetDefaultNavigationTimeout(Patience);
        var page = new WatchedPage(await context.NewPageAsync(), site);
        await page.Go(path);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
