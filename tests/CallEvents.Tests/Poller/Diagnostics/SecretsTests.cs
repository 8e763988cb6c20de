using System.Collections.Concurrent;
using System.Diagnostics;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.Poller.Diagnostics;

public sealed class SecretsTests
{
    [Fact]
    public async Task No_key_email_or_transcript_text_reaches_a_log_line_or_a_span()
    {
        ConcurrentQueue<string> spans = new();
        using var listener = Listen(spans);
        using var logs = new TraceLogs();
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-5);
        PutCalls(revont, start);
        InterceptWithErrors(revont);
        await using (
            var poller = await revont.StartPollerAsync(
                settings: FastSettings.From(start),
                configure: builder =>
                    builder.Services.AddLogging(logging =>
                        logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs).AddFilter<TraceLogs>(null, LogLevel.Trace)
                    )
            )
        )
        {
            await poller.WaitUntilTranscribedAsync("good");
            await poller.WaitUntilBackfilledAsync();
            await Eventually.Be(() => poller.Parked().Count >= 5);
            poller.Parked().ForEach(parked => ShouldHaveNoSecret(parked.Error));
            foreach (var entry in (await poller.CheckReadinessAsync()).Entries.Values)
                ShouldHaveNoSecret(entry.Description ?? "");
        }

        spans.Count(span => span.Contains("publish CallRecorded", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        spans.Count(span => span.Contains("/v1/calls", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        logs.Lines.Count.ShouldBeGreaterThan(100);
        spans.ToList().ForEach(ShouldHaveNoSecret);
        logs.Lines.ToList().ForEach(ShouldHaveNoSecret);
    }

    private static ActivityListener Listen(ConcurrentQueue<string> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => spans.Enqueue(Describe(activity)),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>One call that is correct, and five that contain a secret where it cannot be read.</summary>
    private static void PutCalls(ScriptedRevont revont, DateTimeOffset start)
    {
        const string email = ScriptedCall.ProspectEmail;
        Put("good", call => call);
        Put("transcript", call => call with { Transcript = $"\"{ScriptedCall.TranscriptText}\"" });
        Put("number", call => call with { Detail = Replace(call.DetailJson, "60", $"\"{email}\"") });
        Put("item", call => call with { Item = Replace(call.ItemJson, "\"id\"", "\"ID\"") });
        Put("date", call => call with { Item = Replace(call.ItemJson, "\"created_at\":\"", $"\"created_at\":\"{email}") });
        Put("truncated", call => call with { Detail = call.DetailJson[..^5] });

        void Put(string id, Func<ScriptedCall, ScriptedCall> change) => revont.Put(change(new ScriptedCall(id, start.AddSeconds(10))));

        static string Replace(string json, string oldValue, string newValue) => json.Replace(oldValue, newValue, StringComparison.Ordinal);
    }

    /// <summary>Responds to a few requests with an error whose body contains secrets.</summary>
    private static void InterceptWithErrors(ScriptedRevont revont)
    {
        var requests = 0;
        revont.Intercept = async (_, context) =>
            Interlocked.Increment(ref requests) switch
            {
                3 => await SendAsync(context, 401),
                5 => await SendAsync(context, 500),
                7 => await SendAsync(context, 429),
                9 => await SendAsync(context, 418),
                _ => false,
            };

        static async Task<bool> SendAsync(HttpContext context, int status)
        {
            await ScriptedRevont.SendAsync(context, status, $"{ScriptedCall.ProspectEmail}: {ScriptedCall.TranscriptText}");
            return true;
        }
    }

    private static void ShouldHaveNoSecret(string text)
    {
        foreach (var secret in (string[])[ScriptedRevont.ApiKey, ScriptedCall.ProspectEmail, ScriptedCall.TranscriptText])
            text.ShouldNotContain(secret, Case.Insensitive);
    }

    private static string Describe(Activity activity) =>
        $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} "
        + string.Join(' ', activity.Events.Select(@event => $"{@event.Name} {string.Join(' ', @event.Tags)}"));

    /// <summary>Captures the log lines and scopes of every level.</summary>
    private sealed class TraceLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue(state.ToString()!);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
