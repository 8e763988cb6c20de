using System.Collections.Concurrent;
using System.Diagnostics;
using CallEvents.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.Poller.Feed;

public sealed class SecretsTests
{
    [Fact]
    public async Task No_key_address_or_word_reaches_a_log_line_or_a_span()
    {
        ConcurrentQueue<string> traced = new();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue(Describe(activity)),
        };
        ActivitySource.AddActivityListener(listener);
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-5);
        Put("good", _ => null);
        Put("words", call => call with { Transcript = $"\"{ScriptedCall.SpokenWords}\"" });
        Put("number", call => call with { Detail = call.DetailJson.Replace("60", $"\"{ScriptedCall.ProspectEmail}\"", StringComparison.Ordinal) });
        Put("item", call => call with { Item = call.ItemJson.Replace("\"id\"", "\"ID\"", StringComparison.Ordinal) });
        Put("date", call => call with { Item = call.ItemJson.Replace("\"created_at\":\"", $"\"created_at\":\"{ScriptedCall.ProspectEmail}", StringComparison.Ordinal) });
        Put("torn", call => call with { Detail = call.DetailJson[..^5] });
        var step = 0;
        revont.Otherwise = async (request, context) => Interlocked.Increment(ref step) switch
        {
            3 => await SendAsync(context, 401),
            5 => await SendAsync(context, 500),
            7 => await SendAsync(context, 429),
            9 => await SendAsync(context, 418),
            _ => false,
        };
        using var everything = new Everything();
        await using (var poller = await revont.PollAsync(settings: Polled.Fast(start), change: builder =>
        {
            Polled.By(time)(builder);
            builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(everything).AddFilter<Everything>(null, LogLevel.Trace));
        }))
        {
            await poller.HasTranscribedAsync("good");
            await poller.IsBackfilledAsync();
            await Eventually.Be(() => poller.Parked().Count >= 5);
            using var ledger = poller.OpenLedger();
            foreach (var error in ledger.Parked.Select(parked => parked.Error))
                Check(error);
            (await poller.ReadyAsync()).Entries.Values.Select(entry => entry.Description ?? "").ToList().ForEach(Check);
        }

        traced.Count(span => span.Contains("tell CallRecorded", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        traced.Count(span => span.Contains("/v1/calls", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        everything.Lines.Count.ShouldBeGreaterThan(100);
        traced.ToList().ForEach(Check);
        everything.Lines.ToList().ForEach(Check);

        void Put(string id, Func<ScriptedCall, ScriptedCall?> change)
        {
            var call = new ScriptedCall(id, start.AddSeconds(10));
            revont.Put(change(call) ?? call);
        }

        static void Check(string text)
        {
            foreach (var secret in (string[])[ScriptedRevont.ApiKey, ScriptedCall.ProspectEmail, ScriptedCall.SpokenWords])
                text.ShouldNotContain(secret, Case.Insensitive);
        }

        static async Task<bool> SendAsync(HttpContext context, int status)
        {
            await ScriptedRevont.SendAsync(context, status, $"{ScriptedCall.ProspectEmail}: {ScriptedCall.SpokenWords}");
            return true;
        }
    }

    private static string Describe(Activity activity) =>
        $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} "
        + string.Join(' ', activity.Events.Select(@event => $"{@event.Name} {string.Join(' ', @event.Tags)}"));

    /// <summary>Every line that anybody logs, down to the last detail.</summary>
    private sealed class Everything : ILoggerProvider, ILogger
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

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
