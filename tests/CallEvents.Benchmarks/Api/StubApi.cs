using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CallEvents.Benchmarks.Api;

/// <summary>
/// The two requests of the Revont API, from bodies that are ready, after an artificial latency. The simulator writes each
/// transcript when it is asked for, which costs about as much as a contestant does: on two cores it would be the race.
/// </summary>
internal sealed class StubApi(Bodies bodies, TimeProvider time)
{
    private const string Clock = "yyyy-MM-ddTHH:mm:ssZ";
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
        app.MapPost("/race/heats", (int before, int latencyMs) => Begin(before, TimeSpan.FromMilliseconds(latencyMs)));
        app.MapPost("/race/arrivals", ArriveAsync);
        app.MapGet("/race/stats", () => new HeatStats(Interlocked.Read(ref lists), Interlocked.Read(ref details), Interlocked.Read(ref firstRequest)));
        app.MapGet("/race/shown", () => calls.Shown());
    }

    /// <summary>The calls of ten days up to a minute ago, so that a poller begins with a backfill of them.</summary>
    private HeatStart Begin(int before, TimeSpan latencyNow)
    {
        var now = time.GetUtcNow();
        var from = now - TimeSpan.FromDays(10);
        calls = new StubCalls(before, from, now - TimeSpan.FromMinutes(1));
        (latency, lists, details, firstRequest) = (latencyNow, 0, 0, 0);
        return new HeatStart(from - TimeSpan.FromMinutes(1), bodies.MeanBytes);
    }

    private async Task ArriveAsync(int perSecond, int seconds, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1) / perSecond, time);
        for (var arrived = 0; arrived < perSecond * seconds && await timer.WaitForNextTickAsync(cancellationToken); arrived++)
            calls.Arrive(time.GetUtcNow());
    }

    private async Task ListAsync(HttpContext context)
    {
        Count(ref lists);
        var query = context.Request.Query;
        var below = int.TryParse(query["cursor"], CultureInfo.InvariantCulture, out var cursor) ? cursor : (int?)null;
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var asked) ? asked : PageSize;
        await LatencyAsync();
        var (page, hasMore) = calls.Page(Time(query["from"], DateTimeOffset.MinValue), Time(query["to"], time.GetUtcNow()), below, limit);

        var body = new ArrayBufferWriter<byte>(64 * 1024);
        body.Write("{\"data\":["u8);
        foreach (var (call, createdAt) in page)
        {
            if (call != page[0].Call)
                body.Write(","u8);
            Head(body, StubCalls.Id(call), createdAt);
            body.Write(bodies[call].Item);
        }

        Text(body, hasMore ? $"],\"next_cursor\":\"{page[^1].Call}\",\"has_more\":true}}" : "],\"next_cursor\":null,\"has_more\":false}");
        calls.Show(page.Select(call => call.Call), time.GetTimestamp());
        await AnswerAsync(context, body.WrittenMemory, default);
    }

    private async Task GetAsync(HttpContext context, string id)
    {
        Count(ref details);
        await LatencyAsync();
        if (calls.CreatedAt(id) is not { } createdAt)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var head = new ArrayBufferWriter<byte>(128);
        Head(head, id, createdAt);
        await AnswerAsync(context, head.WrittenMemory, bodies[StubCalls.Number(id)].Detail);
    }

    private Task LatencyAsync() => latency > TimeSpan.Zero ? Task.Delay(latency, time) : Task.CompletedTask;

    private void Count(ref long kind)
    {
        Interlocked.Increment(ref kind);
        Interlocked.CompareExchange(ref firstRequest, time.GetTimestamp(), 0);
    }

    private static void Head(ArrayBufferWriter<byte> body, string id, DateTimeOffset createdAt) =>
        Text(body, string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"{id}\",\"created_at\":\"{createdAt.UtcDateTime.ToString(Clock, CultureInfo.InvariantCulture)}\""));

    private static void Text(ArrayBufferWriter<byte> body, string text) => Encoding.UTF8.GetBytes(text, body);

    private static async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> rest)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = head.Length + rest.Length;
        await context.Response.BodyWriter.WriteAsync(head);
        if (!rest.IsEmpty)
            await context.Response.BodyWriter.WriteAsync(rest);
    }

    private static DateTimeOffset Time(string? text, DateTimeOffset otherwise) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : otherwise;
}

/// <summary>Where a backfill has to start, and how long an answer with a transcript is.</summary>
internal sealed record HeatStart(DateTimeOffset StartFrom, double MeanBytes);

/// <summary>What was asked since the heat began, and the monotonic time of the first request.</summary>
internal sealed record HeatStats(long Lists, long Details, long FirstRequest);
