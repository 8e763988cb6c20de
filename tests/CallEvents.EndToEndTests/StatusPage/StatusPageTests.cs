using CallEvents.Simulator.Faults;
using CallEvents.TestSupport;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallEvents.EndToEndTests.StatusPage;

/// <summary>The page in a real browser, of pollers whose broker, API and database are real parts too.</summary>
public sealed class StatusPageTests : IClassFixture<StatusPageServers>
{
    private static readonly ViewportSize Phone = new() { Width = 360, Height = 740 };
    private readonly StatusPageServers stack;
    private readonly ChromiumBrowser browser;

    public StatusPageTests(StatusPageServers stack, ChromiumBrowser browser)
    {
        (this.stack, this.browser) = (stack, browser);
        stack.SetFaults(FaultOptions.None);
    }

    [Fact]
    public async Task A_call_is_looked_up_with_the_keyboard_alone()
    {
        await using var opened = await browser.OpenAsync(stack.Page);
        var (page, call) = (opened.Page, stack.SomeCall);
        await WaitUntilKnownAsync(page, call);

        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldBe("Skip to content");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(call);
        await page.Keyboard.PressAsync("Enter");

        await page.GetByRole(AriaRole.Heading, new() { Name = $"Call {call}" }).WaitForAsync();
        page.Url.ShouldBe(new Uri(stack.Page, $"calls/{call}").ToString());
        var recorded = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "CallRecorded" });
        (await recorded.InnerTextAsync()).ShouldMatch("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-");
        opened.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_id_with_markup_in_it_is_harmless()
    {
        const string id = "\"><img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";
        await using var opened = await browser.OpenAsync(stack.Page);

        await opened.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Look up a call" }).FillAsync(id);
        await opened.Page.Keyboard.PressAsync("Enter");

        await opened.Page.GetByText("the ledger does not know this call").WaitForAsync();
        (await opened.TextAsync()).ShouldContain(id);
        (await opened.Page.Locator("main img, main script").CountAsync()).ShouldBe(0);
        (await opened.Page.TitleAsync()).ShouldBe($"{id} · CallEvents");
        opened.Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ColorScheme.Light, false)]
    [InlineData(ColorScheme.Dark, false)]
    [InlineData(ColorScheme.Dark, true)]
    public async Task Everybody_can_read_it(ColorScheme scheme, bool isPhone)
    {
        var options = new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = isPhone ? Phone : null };
        await using var opened = await browser.OpenAsync(stack.Page, options);
        var call = stack.SomeCall;
        await WaitUntilKnownAsync(opened.Page, call);
        foreach (var address in new[] { stack.Page, new Uri(stack.Page, $"calls/{call}") })
        {
            await opened.Page.GotoAsync(address.ToString());

            // Names, landmarks, headings, contrast.
            var result = await opened.Page.RunAxe();
            result
                .Violations.Select(violation => $"{violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}")
                .ShouldBeEmpty();
            var overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
            (await opened.Page.EvaluateAsync<int>(overflow)).ShouldBe(0, "nothing is scrolled sideways");
            var background = await opened.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
            background.ShouldBe(scheme == ColorScheme.Dark ? "rgb(17, 18, 20)" : "rgb(246, 246, 244)");
        }

        opened.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refresh_moves_neither_focus_nor_position_and_can_be_paused()
    {
        await using var opened = await browser.OpenAsync(stack.Page, new() { ViewportSize = Phone });
        var page = opened.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "the same as JSON" }).FocusAsync();
        var (position, read) = (await page.EvaluateAsync<double>("scrollY"), await ReadAtAsync(page));

        await Eventually.Be(async () => await ReadAtAsync(page) != read);

        (await page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldBe("the same as JSON");
        position.ShouldBeGreaterThan(0);
        await page.Clock.InstallAsync();
        await page.ReloadAsync();
        var requests = 0;
        page.Request += (_, _) => Interlocked.Increment(ref requests);
        var pause = page.GetByRole(AriaRole.Button, new() { Name = "Pause updates" });
        await pause.ClickAsync();
        var before = Volatile.Read(ref requests);
        await page.Clock.FastForwardAsync("01:00");
        await page.EvaluateAsync("1");
        Volatile.Read(ref requests).ShouldBe(before, "it is paused");

        await pause.ClickAsync();
        await Eventually.Be(() => Volatile.Read(ref requests) > before);
        await opened.Page.Context.SetOfflineAsync(true);
        await page.GetByRole(AriaRole.Status).Filter(new() { HasText = "No answer since" }).WaitForAsync();
        await opened.Page.Context.SetOfflineAsync(false);
        await Eventually.Be(async () => await page.GetByRole(AriaRole.Status).InnerTextAsync() == "");
    }

    [Fact]
    public async Task It_works_without_a_script()
    {
        await using var opened = await browser.OpenAsync(stack.StandbyPage, new() { JavaScriptEnabled = false });
        var page = opened.Page;
        (await page.Locator("noscript meta[http-equiv=refresh]").CountAsync()).ShouldBe(1);
        (await page.GetByRole(AriaRole.Button).CountAsync()).ShouldBe(0);

        await page.GetByRole(AriaRole.Searchbox).FillAsync("no such call");
        await page.Keyboard.PressAsync("Enter");

        await page.GetByText("the ledger does not know this call").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "CallEvents" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Replicas" }).WaitForAsync();
    }

    [Fact]
    public async Task Nothing_on_it_is_personal_or_secret()
    {
        await using var opened = await browser.OpenAsync(stack.Page);
        var call = stack.SomeCall;
        await WaitUntilKnownAsync(opened.Page, call);
        using var http = new HttpClient { BaseAddress = stack.Page };
        var texts = new List<string>();
        foreach (var path in new[] { "", "status", $"calls/{call}", $"status/calls/{call}" })
            texts.Add(await http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

        foreach (var text in texts)
        {
            stack.Emails.Where(email => text.Contains(email, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
            text.ShouldNotContain(".example");
            text.ShouldNotContain("ApiKey=");
            text.ShouldNotContain("Bearer");
        }
    }

    private static Task<string> ReadAtAsync(IPage page) => page.Locator(".generated .utc").InnerTextAsync();

    /// <summary>Waits until the ledger has the call, with a request of its own: the page stays as it is.</summary>
    private async Task WaitUntilKnownAsync(IPage page, string call) =>
        await Eventually.Be(async () => (await page.APIRequest.GetAsync(new Uri(stack.Page, $"status/calls/{call}").ToString())).Ok);
}
