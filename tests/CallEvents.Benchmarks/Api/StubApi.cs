using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CallEvents.Benchmarks.Api;

/// <summary>
/// Serves the two requests of the Revont API from prepared bodies, with an artificial latency. The simulator generates each transcript per
/// request, which costs about as much processor time as a measured process: on two cores it would determine the result.
/// </summary>
internal sealed class StubApi(StubBodies bodies, TimeProvider time)
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ssZ";
    private const int PageSize = 20;

    private StubCalls calls = new(0, default, default);
    private TimeSpan latency;
    private long lists;
    private long details;
    private long firstRequest;

    public void Map(WebApplication app)
    {
        app.MapGet("/v1/calls", ListAsync);
        app.MapGet("/v1/calls/{id}", GetAsync);
        app.MapPost("/stub/trials", (int initialCalls, int latencyMs) => BeginTrial(initialCalls, TimeSpan.FromMilliseconds(latencyMs)));
        app.MapPost("/stub/arrivals", ArriveAsync);
        app.MapGet("/stub/stats", Stats);
        app.MapGet("/stub/exposed", () => calls.Exposed());
    }

    private TrialStats Stats() => new(Interlocked.Read(ref lists), Interlocked.Read(ref details), Interlocked.Read(ref firstRequest));

    /// <summary>Creates calls of the last ten days, up to a minute ago, so that a poller starts with a backfill.</summary>
    private TrialStart BeginTrial(int initialCalls, TimeSpan newLatency)
    {
        var now = time.GetUtcNow();
        var from = now - TimeSpan.FromDays(10);
        calls = new StubCalls(initialCalls, from, now - TimeSpan.FromMinutes(1));
        (latency, lists, details, firstRequest) = (newLatency, 0, 0, 0);
        return new TrialStart(from - TimeSpan.FromMinutes(1));
    }

    private async Task ArriveAsync(int perSecond, int seconds, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1) / perSecond, time);
        for (var arrived = 0; arrived < perSecond * seconds && await timer.WaitForNextTickAsync(cancellationToken); arrived++)
            calls.Arrive(time.GetUtcNow());
    }

    private async Task ListAsync(HttpContext context)
    {
        CountRequest(ref lists);
        var query = context.Request.Query;
        var before = int.TryParse(query["cursor"], CultureInfo.InvariantCulture, out var cursor) ? cursor : (int?)null;
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var requested) ? requested : PageSize;
        await DelayAsync();
        var from = ParseTime(query["from"], DateTimeOffset.MinValue);
        var to = ParseTime(query["to"], time.GetUtcNow());
        var (page, hasMore) = calls.Page(from, to, before, limit);

        var body = new ArrayBufferWriter<byte>(64 * 1024);
        body.Write("{\"data\":["u8);
        foreach (var (call, createdAt) in page)
        {
            if (call != page[0].Call)
                body.Write(","u8);
            WriteIdAndTime(body, StubCalls.Id(call), createdAt);
            body.Write(bodies[call].Item);
        }

        WriteText(
            body,
            hasMore ? $"],\"next_cursor\":\"{page[^1].Call}\",\"has_more\":true}}" : "],\"next_cursor\":null,\"has_more\":false}"
        );
        calls.RecordExposure(page.Select(call => call.Call), time.GetTimestamp());
        await RespondAsync(context, body.WrittenMemory, default);
    }

    private async Task GetAsync(HttpContext context, string id)
    {
        CountRequest(ref details);
        await DelayAsync();
        if (calls.CreatedAt(id) is not { } createdAt)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var head = new ArrayBufferWriter<byte>(128);
        WriteIdAndTime(head, id, createdAt);
        await RespondAsync(context, head.WrittenMemory, bodies[StubCalls.Number(id)].Detail);
    }

    private Task DelayAsync() => latency > TimeSpan.Zero ? Task.Delay(latency, time) : Task.CompletedTask;

    private void CountRequest(ref long counter)
    {
        Interlocked.Increment(ref counter);
        Interlocked.CompareExchange(ref firstRequest, time.GetTimestamp(), 0);
    }

    private static void WriteIdAndTime(ArrayBufferWriter<byte> body, string id, DateTimeOffset createdAt)
    {
        var formatted = createdAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        WriteText(body, $"{{\"id\":\"{id}\",\"created_at\":\"{formatted}\"");
    }

    private static void WriteText(ArrayBufferWriter<byte> body, string text) => Encoding.UTF8.GetBytes(text, body);

    private static async Task RespondAsync(HttpContext context, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> rest)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = head.Length + rest.Length;
        await context.Response.BodyWriter.WriteAsync(head);
        if (!rest.IsEmpty)
            await context.Response.BodyWriter.WriteAsync(rest);
    }

    private static DateTimeOffset ParseTime(string? text, DateTimeOffset defaultValue) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : defaultValue;
}

/// <summary>The <c>Polling:StartFrom</c> of a trial, before its oldest call.</summary>
internal sealed record TrialStart(DateTimeOffset StartFrom);

/// <summary>The number of list and detail requests of a trial, and the monotonic time of the first one.</summary>
internal sealed record TrialStats(long Lists, long Details, long FirstRequest);
