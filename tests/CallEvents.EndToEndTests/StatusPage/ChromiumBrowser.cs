using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.StatusPage;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ChromiumBrowser))]

namespace CallEvents.EndToEndTests.StatusPage;

/// <summary>Debian's Chromium, without a window, started when the first test needs it.</summary>
public sealed class ChromiumBrowser : IAsyncDisposable
{
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> started = new(StartAsync);

    /// <summary>Opens a page that records requests to elsewhere, errors of its script, and violations of its policy.</summary>
    internal async Task<BrowserPage> OpenAsync(Uri address, BrowserNewContextOptions? options = null)
    {
        var (_, browser) = await started.Value;
        return await BrowserPage.OpenAsync(await browser.NewContextAsync(options), address);
    }

    public async ValueTask DisposeAsync()
    {
        if (!started.IsValueCreated)
            return;
        var (playwright, browser) = await started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = TestServers.FindProgram("chromium", "chromium", "chromium-browser", "google-chrome"),

                // In a container, where tests run as root, Chromium can make no sandbox of its own; it opens the poller's pages only.
                Args = ["--no-sandbox", "--disable-dev-shm-usage"],
            }
        );
        return (playwright, browser);
    }
}
