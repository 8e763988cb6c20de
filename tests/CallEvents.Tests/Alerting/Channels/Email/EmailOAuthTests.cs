using System.Collections.Concurrent;
using System.Text;
using CallEvents.Alerting.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Alerting.Channels.Email;

public sealed class EmailOAuthTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private readonly ConcurrentQueue<Dictionary<string, string>> requests = new();
    private WebApplication login = null!;
    private Func<int, IResult> answer = number => Results.Json(new { access_token = $"token-{number}", expires_in = 3600 });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        login = builder.Build();
        login.MapPost(
            "/token",
            async (HttpRequest request) =>
            {
                var form = await request.ReadFormAsync();
                requests.Enqueue(form.ToDictionary(field => field.Key, field => field.Value.ToString()));
                return answer(requests.Count);
            }
        );
        await login.StartAsync(Stop);
    }

    public async ValueTask DisposeAsync() => await login.DisposeAsync();

    [Fact]
    public async Task A_token_logs_in_and_is_used_until_shortly_before_it_expires()
    {
        using var server = new ScriptedMailServer(_ => null);
        using var host = new EmailHost(time: time);
        var channel = host.Channel(Options(server.Port));

        (await channel.SendAsync(EmailHost.Notification(), Stop)).ShouldBeOfType<ChannelResult.Sent>();
        time.Advance(TimeSpan.FromMinutes(54));
        await channel.SendAsync(EmailHost.Notification(), Stop);
        requests.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromMinutes(1));
        await channel.SendAsync(EmailHost.Notification(), Stop);

        requests.Count.ShouldBe(2);
        requests.TryPeek(out var form);
        form.ShouldBe(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = "client-1",
                ["client_secret"] = "client-secret",
                ["scope"] = "https://outlook.office365.com/.default",
            }
        );
        Logins(server)
            .ShouldBe([
                "user=alerts@us.example\u0001auth=Bearer token-1\u0001\u0001",
                "user=alerts@us.example\u0001auth=Bearer token-1\u0001\u0001",
                "user=alerts@us.example\u0001auth=Bearer token-2\u0001\u0001",
            ]);
    }

    [Fact]
    public async Task The_scope_can_be_set()
    {
        using var server = new ScriptedMailServer(_ => null);
        using var host = new EmailHost();
        var options = Options(server.Port);
        options.OAuth.Scope = "https://mail.example/.default";

        await host.Channel(options).SendAsync(EmailHost.Notification(), Stop);

        requests.ShouldHaveSingleItem()["scope"].ShouldBe("https://mail.example/.default");
    }

    [Fact]
    public async Task A_refused_token_is_not_used_again()
    {
        var isRefused = true;
        using var server = new ScriptedMailServer(command =>
            isRefused && command.StartsWith("AUTH", StringComparison.Ordinal) ? "535 5.7.3 no" : null
        );
        using var host = new EmailHost(time: time);
        var channel = host.Channel(Options(server.Port));

        (await channel.SendAsync(EmailHost.Notification(), Stop)).ShouldBe(
            new ChannelResult.Unauthorized("SMTP 535: check Channels:managers:User and Channels:managers:OAuth")
        );
        isRefused = false;
        (await channel.SendAsync(EmailHost.Notification(), Stop)).ShouldBeOfType<ChannelResult.Sent>();

        requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(401, "invalid_client", true, "OAuth: HTTP 401 invalid_client: check the settings Channels:managers:OAuth")]
    [InlineData(400, "the secret 'client-secret' is wrong", true, "OAuth: HTTP 400: check the settings Channels:managers:OAuth")]
    [InlineData(503, "temporarily_unavailable", false, "OAuth: HTTP 503")]
    [InlineData(429, "slow_down", false, "OAuth: HTTP 429")]
    [InlineData(200, "none", false, "OAuth: an answer without a token")]
    public async Task Without_a_token_the_reason_has_no_secret(int status, string error, bool isRefused, string reason)
    {
        answer = _ => Results.Json(new { error, error_description = "client-secret of alerts@us.example" }, statusCode: status);
        using var server = new ScriptedMailServer(_ => null);
        using var host = new EmailHost(time: time);

        var result = await host.Channel(Options(server.Port)).SendAsync(EmailHost.Notification(), Stop);

        result.ShouldBe(isRefused ? new ChannelResult.Unauthorized(reason) : new ChannelResult.Unavailable(reason));
        host.LogLines.ShouldNotContain(line => line.Contains("client-secret") || line.Contains('@'));
    }

    [Fact]
    public async Task A_login_that_is_away_for_now_means_away()
    {
        using var server = new ScriptedMailServer(command =>
            command.StartsWith("AUTH", StringComparison.Ordinal) ? "454 4.7.0 later" : null
        );
        using var host = new EmailHost(time: time);

        (await host.Channel(Options(server.Port)).SendAsync(EmailHost.Notification(), Stop)).ShouldBe(
            new ChannelResult.Unavailable("SMTP 454")
        );
    }

    private ChannelOptions Options(int port) =>
        new()
        {
            Host = "127.0.0.1",
            Port = port,
            Tls = "none",
            User = "alerts@us.example",
            OAuth = new()
            {
                ClientId = "client-1",
                ClientSecret = "client-secret",
                TokenUrl = $"{login.Urls.First()}/token",
            },
            To = ["boss@us.example"],
        };

    private static IEnumerable<string> Logins(ScriptedMailServer server) =>
        server
            .Commands.Where(command => command.StartsWith("AUTH XOAUTH2 ", StringComparison.Ordinal))
            .Select(command => Encoding.UTF8.GetString(Convert.FromBase64String(command["AUTH XOAUTH2 ".Length..])));
}
