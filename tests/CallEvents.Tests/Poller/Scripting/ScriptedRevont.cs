using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.ServiceDefaults.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallEvents.Tests.Poller.Scripting;

/// <summary>
/// A Revont API over a list of calls that the test edits. It records every request; <see cref="Intercept"/> can replace any response.
/// </summary>
internal sealed class ScriptedRevont : IAsyncDisposable
{
    public const string ApiKey = "rk_live_must-never-be-logged";

    private readonly WebApplication app;
    private readonly TimeProvider time;
    private readonly FixedDatabaseClock databaseClock;
    private readonly ConcurrentQueue<RecordedRequest> requests = new();
    private readonly Dictionary<string, ScriptedCall> calls = [];
    private readonly Lock sync = new();
    private int inFlight;
    private int maxConcurrentRequests;

    private ScriptedRevont(TimeProvider time)
    {
        this.time = time;
        databaseClock = new FixedDatabaseClock(new SteadyClock(time));
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<IHostLifetime, NoopLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        app = builder.Build();
        app.Run(HandleAsync);
    }

    public Uri BaseUrl { get; private set; } = null!;

    public IReadOnlyList<RecordedRequest> Requests => [.. requests];

    public int MaxConcurrentRequests => maxConcurrentRequests;

    /// <summary>Writes a response of its own and returns true; false leaves the request to the script.</summary>
    public Func<RecordedRequest, HttpContext, Task<bool>> Intercept { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>How far the API's clock, and its <c>Date</c> header, are ahead of the machine's clock.</summary>
    public TimeSpan ClockAhead { get; set; }

    public bool SendsDate { get; set; } = true;

    /// <summary>Cursors are offsets, so that a call added or removed between two requests shifts the pages.</summary>
    public bool UsesOffsetCursors { get; set; }

    public DateTimeOffset Now => time.GetUtcNow() + ClockAhead;

    public static async Task<ScriptedRevont> StartAsync(TimeProvider? time = null)
    {
        var revont = new ScriptedRevont(time ?? TimeProvider.System);
        await revont.app.StartAsync();
        revont.BaseUrl = new Uri(revont.app.Urls.First() + "/v1");
        return revont;
    }

    public ScriptedCall Add(string id, DateTimeOffset createdAt) => Put(new ScriptedCall(id, createdAt));

    /// <summary>Adds <c>call_000</c>, <c>call_001</c> and so on, one a second from this time.</summary>
    /// <returns>Their ids.</returns>
    public List<string> AddCalls(int count, DateTimeOffset start) =>
        [.. Enumerable.Range(0, count).Select(index => Add($"call_{index:d3}", start.AddSeconds(index)).Id)];

    public ScriptedCall Put(ScriptedCall call)
    {
        lock (sync)
            calls[call.Id] = call;
        return call;
    }

    public void Remove(string id)
    {
        lock (sync)
            calls.Remove(id);
    }

    /// <summary>Starts a poller of this API that shares its clock.</summary>
    public Task<PollerHost> StartPollerAsync(
        string? ledgerPath = null,
        Dictionary<string, string?>? settings = null,
        Action<IHostApplicationBuilder>? configure = null
    ) =>
        PollerHost.StartAsync(
            BaseUrl,
            ledgerPath,
            ApiKey,
            settings,
            builder =>
            {
                builder.Services.AddSingleton(time);
                if (time != TimeProvider.System)
                    builder.Services.AddSingleton<DatabaseClock>(databaseClock);
                configure?.Invoke(builder);
            }
        );

    /// <summary>Responds with this status and these headers to every request that matches.</summary>
    public void RespondWithStatus(Func<RecordedRequest, bool> when, int status, params (string Name, string Value)[] headers) =>
        Intercept = async (request, context) =>
        {
            if (!when(request))
                return false;
            await SendAsync(context, status, "<html>no</html>", headers);
            return true;
        };

    /// <summary>Responds with this body to every request that matches.</summary>
    public void RespondWithBody(Func<RecordedRequest, bool> when, string body) =>
        Intercept = async (request, context) =>
        {
            if (!when(request))
                return false;
            await SendAsync(context, 200, body);
            return true;
        };

    public void StopIntercepting() => Intercept = (_, _) => Task.FromResult(false);

    public static Task SendAsync(HttpContext context, int status, string body, params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return context.Response.WriteAsync(body);
    }

    /// <summary>Sends nothing until the client gives up.</summary>
    public static async Task HangAsync(HttpContext context) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>The body with which the script responds to a list request.</summary>
    public string PageJson(RecordedRequest request)
    {
        lock (sync)
        {
            var all = calls
                .Values.Where(call => request.Covers(call.CreatedAt))
                .OrderByDescending(call => call.CreatedAt)
                .ThenByDescending(call => call.Id, StringComparer.Ordinal)
                .ToList();
            var start = StartOf(request.Cursor, all);
            var page = all.Skip(start).Take(int.Parse(request.Query["limit"], CultureInfo.InvariantCulture)).ToList();
            var items = string.Join(',', page.Select(call => call.ItemJson));
            if (start + page.Count >= all.Count)
                return $$"""{"data":[{{items}}],"next_cursor":null,"has_more":false}""";
            var next = UsesOffsetCursors ? $"p{start + page.Count}" : $"k{SortKey(page[^1])}";
            return $$"""{"data":[{{items}}],"next_cursor":"{{next}}","has_more":true}""";
        }
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static int StartOf(string? cursor, List<ScriptedCall> calls)
    {
        switch (cursor)
        {
            case null:
                return 0;
            case ['p', .. var offset]:
                return int.Parse(offset, CultureInfo.InvariantCulture);
            case ['k', .. var key]:
                var index = calls.FindIndex(call => string.CompareOrdinal(SortKey(call), key) < 0);
                return index < 0 ? calls.Count : index;
            default:
                throw new InvalidOperationException($"Cursor: found '{cursor}', expected one of this API");
        }
    }

    private static string SortKey(ScriptedCall call) => $"{call.CreatedAt.UtcTicks:d20}.{call.Id}";

    private async Task HandleAsync(HttpContext context)
    {
        var request = RecordedRequest.Read(context, time.GetUtcNow());
        requests.Enqueue(request);
        RecordConcurrency(Interlocked.Increment(ref inFlight));
        context.Response.Headers.Date = SendsDate ? Now.ToString("R", CultureInfo.InvariantCulture) : "none";
        try
        {
            if (!await Intercept(request, context))
                await RespondAsync(request, context);
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }

    private Task RespondAsync(RecordedRequest request, HttpContext context)
    {
        if (request.Headers.GetValueOrDefault("Authorization") != $"Bearer {ApiKey}")
            return SendAsync(context, 401, "{}");
        if (request.IsList)
            return SendAsync(context, 200, PageJson(request));
        ScriptedCall? call;
        lock (sync)
            call = calls.GetValueOrDefault(request.CallId!);
        return call is null ? SendAsync(context, 404, "{}") : SendAsync(context, 200, call.DetailJson);
    }

    private void RecordConcurrency(int value)
    {
        int max;
        while ((max = maxConcurrentRequests) < value && Interlocked.CompareExchange(ref maxConcurrentRequests, value, max) != max) { }
    }

    /// <summary>A host lifetime that ignores Ctrl+C: the test stops the API.</summary>
    private sealed class NoopLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
