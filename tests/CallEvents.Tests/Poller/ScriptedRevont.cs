using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallEvents.Tests.Poller;

/// <summary>
/// A Revont API over a list of calls that the test edits. Every request is recorded, and <see cref="Otherwise"/> can answer any of
/// them in its own way.
/// </summary>
internal sealed class ScriptedRevont : IAsyncDisposable
{
    public const string ApiKey = "rk_live_a-key-that-nobody-may-log";

    private readonly WebApplication app;
    private readonly TimeProvider time;
    private readonly ConcurrentQueue<Asked> asked = new();
    private readonly Dictionary<string, ScriptedCall> calls = [];
    private readonly Lock sync = new();
    private int under;
    private int mostAtOnce;

    private ScriptedRevont(TimeProvider time)
    {
        this.time = time;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<IHostLifetime, Guest>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public Uri BaseUrl { get; private set; } = null!;

    public IReadOnlyList<Asked> Asked => [.. asked];

    public int MostAtOnce => mostAtOnce;

    /// <summary>Answers a request in another way; false leaves it to the script.</summary>
    public Func<Asked, HttpContext, Task<bool>> Otherwise { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>How far the API's clock is ahead of the machine's, by its <c>Date</c> header.</summary>
    public TimeSpan ClockAhead { get; set; }

    public bool SendsDate { get; set; } = true;

    /// <summary>Cursors that count calls, so that a call that comes or goes meanwhile shifts the pages.</summary>
    public bool CursorsArePositions { get; set; }

    public DateTimeOffset Now => time.GetUtcNow() + ClockAhead;

    public static async Task<ScriptedRevont> StartAsync(TimeProvider? time = null)
    {
        var revont = new ScriptedRevont(time ?? TimeProvider.System);
        await revont.app.StartAsync();
        revont.BaseUrl = new Uri(revont.app.Urls.First() + "/v1");
        return revont;
    }

    public ScriptedCall Add(string id, DateTimeOffset createdAt) => Put(new ScriptedCall(id, createdAt));

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

    public Task<PollerHost> PollAsync(string? ledger = null, Dictionary<string, string?>? settings = null, Action<IHostApplicationBuilder>? change = null) =>
        PollerHost.StartAsync(BaseUrl, ledger, ApiKey, settings, change);

    /// <summary>Answers with this status, and these headers, for as long as the condition holds.</summary>
    public void Answer(Func<Asked, bool> when, int status, params (string Name, string Value)[] headers) => Otherwise = async (request, context) =>
    {
        if (!when(request))
            return false;
        await SendAsync(context, status, "<html>no</html>", headers);
        return true;
    };

    /// <summary>Answers with this body for as long as the condition holds.</summary>
    public void Say(Func<Asked, bool> when, string body) => Otherwise = async (request, context) =>
    {
        if (!when(request))
            return false;
        await SendAsync(context, 200, body);
        return true;
    };

    public static Task SendAsync(HttpContext context, int status, string body, params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return context.Response.WriteAsync(body);
    }

    public string Page(Asked request)
    {
        lock (sync)
        {
            var all = calls.Values.Where(call => request.Covers(call.CreatedAt)).OrderByDescending(call => call.CreatedAt)
                .ThenByDescending(call => call.Id, StringComparer.Ordinal).ToList();
            var start = request.Cursor switch
            {
                null => 0,
                ['p', .. var position] => int.Parse(position, CultureInfo.InvariantCulture),
                ['k', .. var key] => all.FindIndex(call => string.CompareOrdinal(Key(call), key) < 0) is var index && index < 0 ? all.Count : index,
                _ => throw new InvalidOperationException(request.Cursor),
            };
            var page = all.Skip(start).Take(int.Parse(request.Query["limit"], CultureInfo.InvariantCulture)).ToList();
            var more = start + page.Count < all.Count;
            var next = !more ? "null" : CursorsArePositions ? $"\"p{start + page.Count}\"" : $"\"k{Key(page[^1])}\"";
            return $$"""{"data":[{{string.Join(',', page.Select(call => call.ItemJson))}}],"next_cursor":{{next}},"has_more":{{(more ? "true" : "false")}}}""";
        }
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static string Key(ScriptedCall call) => $"{call.CreatedAt.UtcTicks:d20}.{call.Id}";

    private async Task AnswerAsync(HttpContext context)
    {
        var request = CallEvents.Tests.Poller.Asked.Of(context, time.GetUtcNow());
        asked.Enqueue(request);
        InterlockedMax(Interlocked.Increment(ref under));
        context.Response.Headers.Date = SendsDate ? Now.ToString("R", CultureInfo.InvariantCulture) : "none";
        try
        {
            if (!await Otherwise(request, context))
                await ScriptAsync(request, context);
        }
        finally
        {
            Interlocked.Decrement(ref under);
        }
    }

    private Task ScriptAsync(Asked request, HttpContext context)
    {
        if (request.Headers.GetValueOrDefault("Authorization") != $"Bearer {ApiKey}")
            return SendAsync(context, 401, "{}");
        if (request.IsList)
            return SendAsync(context, 200, Page(request));
        ScriptedCall? call;
        lock (sync)
            call = calls.GetValueOrDefault(request.CallId!);
        return call is null ? SendAsync(context, 404, "{}") : SendAsync(context, 200, call.DetailJson);
    }

    private void InterlockedMax(int value)
    {
        int known;
        while ((known = mostAtOnce) < value && Interlocked.CompareExchange(ref mostAtOnce, value, known) != known)
        {
        }
    }

    /// <summary>Ends with the test and not with Ctrl+C.</summary>
    private sealed class Guest : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
