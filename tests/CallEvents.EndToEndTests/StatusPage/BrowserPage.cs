using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using CallEvents.TestSupport;
using Microsoft.Playwright;

namespace CallEvents.EndToEndTests.StatusPage;

/// <summary>A page in a browser context of its own, and what went wrong in it.</summary>
internal sealed partial class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly Uri address;
    private readonly ConcurrentQueue<string> problems = new();

    private BrowserPage(IBrowserContext context, IPage page, Uri address) => (this.context, Page, this.address) = (context, page, address);

    public IPage Page { get; }

    /// <summary>Requests to other servers, errors of the script, and what the page's policy refused.</summary>
    public IReadOnlyList<string> Problems => [.. problems];

    /// <summary>All that a reader sees.</summary>
    public Task<string> TextAsync() => Page.Locator("body").InnerTextAsync();

    public static async Task<BrowserPage> OpenAsync(IBrowserContext context, Uri address)
    {
        context.SetDefaultTimeout(60_000);
        var opened = new BrowserPage(context, await context.NewPageAsync(), address);
        opened.Watch();
        await opened.Page.GotoAsync(address.ToString());
        return opened;
    }

    /// <summary>Waits until a sentence of this code is there.</summary>
    /// <returns>The sentence.</returns>
    public async Task<string> WaitForStateAsync(string code)
    {
        var shown = Sentence(code).Filter(new() { Visible = true });
        try
        {
            // Found and read in one step: a refresh may take the sentence away between two.
            var sentences = await Eventually.Be(shown.AllInnerTextsAsync, texts => texts.Count > 0);
            return sentences[0];
        }
        catch (ShouldAssertException exception)
        {
            throw new ShouldAssertException($"The page did not say {code}, but: {await TextAsync()}", exception);
        }
    }

    /// <summary>Waits until no sentence is of this code.</summary>
    public Task WaitUntilGoneAsync(string code) => Sentence(code).WaitForAsync(new() { State = WaitForSelectorState.Detached });

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private ILocator Sentence(string code) => Page.Locator($".sentence[data-code={code}]");

    [GeneratedRegex("status of (404|503)")]
    private static partial Regex Answers();

    private void Watch()
    {
        Page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != address.Authority)
                problems.Enqueue($"request to {request.Url}");
        };
        Page.PageError += (_, error) => problems.Enqueue(error);
        Page.Console += (_, message) =>
        {
            // The browser logs the answers to a look-up of an unknown call, and of a poller without its ledger.
            if (message.Type == "error" && !Answers().IsMatch(message.Text))
                problems.Enqueue(message.Text);
        };
    }
}
