using System.Globalization;
using System.Net.Http.Headers;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Status;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Commands.Checking;
using Refit;

namespace CallEvents.Poller.Commands.Checking;

/// <summary>Sends one request with a workspace's key, and reads all that its response shows.</summary>
internal sealed class ApiCheck(CommandContext context, string workspace)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    /// <summary>The poller corrects its clock by the API's; the logs of a machine that is further off mislead.</summary>
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromSeconds(30);

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RevontOptions revont = context.Get<RevontOptions>();
    private readonly TimeProvider time = context.Get<TimeProvider>();

    private string Key => $"Revont:Workspaces:{workspace}:ApiKey";

    public async Task<IReadOnlyList<CheckLine>> RunAsync()
    {
        var sentAt = time.GetTimestamp();
        var (response, problem) = await SendAsync();
        using var disposed = response;
        var duration = time.GetElapsedTime(sentAt);
        if (response is not { StatusCode: { } code, Headers: { } headers })
            return [Wrong("API", $"{revont.BaseUrl} does not answer ({problem})", "check Revont:BaseUrl and the network")];

        var status = (int)code;
        return status switch
        {
            >= 200 and < 300 when response.Content?.Data is { } calls =>
            [
                Well("API", $"{revont.BaseUrl} answers within {Math.Ceiling(duration.TotalMilliseconds)} ms"),
                Well("key", "accepted"),
                Newest(calls),
                RateLimit(headers),
                Clock(headers),
            ],
            401 or 403 =>
            [
                Well("API", $"{revont.BaseUrl} answers within {Math.Ceiling(duration.TotalMilliseconds)} ms"),
                Wrong("key", $"rejected (HTTP {status})", $"set {Key} to a key of this workspace that is valid"),
                RateLimit(headers),
                Clock(headers),
            ],
            429 =>
            [
                Wrong(
                    "API",
                    $"rate limited (HTTP 429{RetryAfter(headers)})",
                    "wait; if it stays so, others use the same key, or Revont:RequestsPerSecond is too high"
                ),
                RateLimit(headers),
                Clock(headers),
            ],
            >= 500 =>
            [
                Wrong("API", $"{revont.BaseUrl} answers with HTTP {status}", "try again; if it stays so, ask Revont whether it is down"),
            ],
            _ => [Wrong("API", $"{revont.BaseUrl} answers with {Unexpected(status)}", "check Revont:BaseUrl, which ends with the version")],
        };
    }

    private async Task<(ApiResponse<RevontPage>? Response, string Problem)> SendAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.Stopping);
        var key = revont.Workspaces[workspace].ApiKey!;
        var latest = time.GetUtcNow().AddDays(1);
        try
        {
            var response = await context.Get<IRevontApi>().ListCallsAsync(key, 1, Earliest, Slice.Floor(latest), null, either.Token);
            return (response, response.Error is { } error ? TransportError.Of(error).Description : "no status");
        }
        catch (Exception) when (deadline.IsCancellationRequested && !context.Stopping.IsCancellationRequested)
        {
            return (null, $"no answer within {Deadline.TotalSeconds} s");
        }
        catch (Exception exception) when (!context.Stopping.IsCancellationRequested)
        {
            return (null, TransportError.Of(exception).Description);
        }
    }

    private static string Unexpected(int status) => status is >= 200 and < 300 ? "something that is not a list of calls" : $"HTTP {status}";

    private CheckLine Newest(List<PageItem> calls)
    {
        if (calls is not [var newest, ..])
            return Well(
                "newest call",
                "none is visible. An empty workspace and a key that sees no calls look alike: "
                    + $"if there are calls, check the rights of {Key}"
            );
        if (newest.Call is not { CreatedAt.Value: { } createdAt } call)
            return Wrong("newest call", "cannot be read", "report it: the API's format has changed");
        return Well(
            "newest call",
            $"{Printable(call.Id)}, created {Format.Instant(createdAt)}, {StatusText.Duration(time.GetUtcNow() - createdAt)} ago"
        );
    }

    private CheckLine RateLimit(HttpResponseHeaders headers)
    {
        var limits = headers
            .Where(header => header.Key.Contains("ratelimit", StringComparison.OrdinalIgnoreCase))
            .Select(header => $"{header.Key}: {Printable(string.Join(' ', header.Value))}")
            .ToList();
        var own = string.Create(CultureInfo.InvariantCulture, $"Revont:RequestsPerSecond is {revont.RequestsPerSecond}");
        return Well("rate limit", limits.Count == 0 ? $"{own}; the API names no limit" : $"{own}; {string.Join(", ", limits)}");
    }

    private CheckLine Clock(HttpResponseHeaders headers)
    {
        if (headers.Date is not { } date)
            return CheckLine.Skipped($"clock {workspace}", "the API sends no Date header");
        var difference = time.GetUtcNow() - date;
        var found = $"{StatusText.Duration(difference.Duration())} {(difference < TimeSpan.Zero ? "behind" : "ahead of")} the API's";
        return difference.Duration() <= MaxClockDifference
            ? Well("clock", difference.Duration() < ServerClock.HeaderResolution ? "as the API's" : found)
            : Wrong("clock", found, "set this machine's clock, such as by NTP");
    }

    private static string RetryAfter(HttpResponseHeaders headers) =>
        headers.RetryAfter is { } after ? $", Retry-After: {Printable(after.ToString())}" : "";

    private static string Printable(string text) => new([.. text.Where(letter => letter is >= ' ' and <= '~').Take(100)]);

    private CheckLine Well(string check, string found) => CheckLine.Well($"{check} {workspace}", found);

    private CheckLine Wrong(string check, string found, string toDo) => CheckLine.Wrong($"{check} {workspace}", found, toDo);
}
