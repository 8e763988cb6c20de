using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.Simulator;
using CallEvents.Simulator.Api;
using CallEvents.Simulator.Api.FaultInjection;
using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Workspaces;
using CallEvents.Tests.Simulation.Plans;
using Wire = CallEvents.Simulator.Api.RevontJson;

namespace CallEvents.Tests.Simulation.Api;

/// <summary>The API behind the seam: the simulator's core, without HTTP.</summary>
internal sealed class SimulatedApiServer
{
    /// <summary>So that a few calls are several pages.</summary>
    private const int ShortPageSize = 3;

    private readonly SimulatedWorld world;
    private readonly FaultPlan faults;
    private readonly FaultInjectingPager pager;
    private readonly EarlyRequests earlyRequests;

    public SimulatedApiServer(SimulatedWorld world)
    {
        this.world = world;
        var options = new SimulatorOptions { Calls = 0, ArrivalsPerMinute = 0 };
        earlyRequests = new EarlyRequests(world.Clock);
        Workspace = new SimulatedWorkspace(options, world.Clock);
        faults = new FaultPlan(null, world.Clock)
        {
            Configured = new FaultOptions { ShortPage = new ShortPageFault { Limit = ShortPageSize } },
        };
        pager = new FaultInjectingPager(
            new KeysetPager(Workspace),
            faults,
            new FaultSampler(options.Seed, world.Clock),
            world.Clock,
            options.Seed
        );
    }

    public SimulatedWorkspace Workspace { get; }

    /// <summary>The calls whose fields no client can read, in a page or by themselves.</summary>
    public HashSet<string> Unreadable { get; } = [];

    /// <summary>The calls whose fields no client can read by themselves, though in a page.</summary>
    public HashSet<string> UnreadableAlone { get; } = [];

    /// <summary>Pages as long as they are asked for.</summary>
    public void ServeFullPages() => faults.Configured = new FaultOptions();

    /// <summary>The API fails to list any interval that contains this time.</summary>
    public DateTimeOffset? Broken { get; set; }

    /// <summary>Requests before a <c>Retry-After</c> was over, as the simulator records them.</summary>
    public IEnumerable<TestSupport.EarlyRequest> EarlyRequests =>
        earlyRequests.Records.Select(request => new TestSupport.EarlyRequest(request.ResponseSentAt, request.AfterResponseMs));

    /// <summary>A response leaves.</summary>
    public void Send(SimulatedResponse response)
    {
        if (response.RetryAfter is { } wait)
            earlyRequests.StartWait(wait, response.IsRetryAfterDate ? RetryAfterFormat.Date : RetryAfterFormat.Seconds);
    }

    public SimulatedResponse List(ListQuery query, ApiAnswer? fault)
    {
        earlyRequests.RecordRequest(RequestScope.List);
        if (Refuse(fault) is { } refused)
            return refused;
        if (query.Filter.From <= Broken && Broken <= query.Filter.To)
            return new SimulatedResponse(HttpStatusCode.InternalServerError);
        if (fault is ApiAnswer.EmptyPage && KeysetPager.CreateCursorToSamePage(query) is { } same)
            return Ok(JsonSerializer.SerializeToNode(new PageBody([], same, HasMore: true), Wire.Wire.PageBody)!);
        if (pager.Read(query) is not { } page)
            return new SimulatedResponse(HttpStatusCode.BadRequest);

        foreach (var item in page.Data)
            item.State.Exposure.Record(item.State.Call, world.Clock.GetUtcNow());
        var body = JsonSerializer.SerializeToNode(page, Wire.Wire.PageBody)!;
        foreach (var item in body["data"]!.AsArray())
            Obscure(item!, Unreadable);
        return Ok(body);
    }

    public SimulatedResponse Get(string id, ApiAnswer? fault)
    {
        earlyRequests.RecordRequest(RequestScope.Detail);
        if (Refuse(fault) is { } refused)
            return refused;
        if (Workspace.Read(id) is not { } item)
            return new SimulatedResponse(HttpStatusCode.NotFound);

        item.RecordExposure(world.Clock.GetUtcNow());
        var body = JsonSerializer.SerializeToNode(new CallDetailBody(item.Call, item.Transcript), Wire.Wire.CallDetailBody)!;
        Obscure(body, Unreadable);
        Obscure(body, UnreadableAlone);
        return Ok(body);
    }

    /// <summary>Every call with all that was ever shown of it, as the simulator's inspection endpoint reports it.</summary>
    public IReadOnlyList<JsonElement> ExposedCalls()
    {
        var now = world.Clock.GetUtcNow();
        return
        [
            .. Workspace
                .ListIncludingDeleted()
                .Select(state => new CallStateBody(state, now, IncludesTranscript: true))
                .Select(body =>
                    JsonSerializer.SerializeToElement<IEnumerable<CallStateBody>>([body], Wire.Wire.IEnumerableCallStateBody)[0]
                ),
        ];
    }

    private SimulatedResponse? Refuse(ApiAnswer? fault) =>
        world.Faults.RefusedWith is { } status
            ? new(status) { RetryAfter = status is HttpStatusCode.TooManyRequests ? TimeSpan.FromSeconds(30) : null }
            : Answer(fault);

    private static SimulatedResponse? Answer(ApiAnswer? fault) =>
        fault switch
        {
            ApiAnswer.TooManyRequests => new(HttpStatusCode.TooManyRequests) { RetryAfter = TimeSpan.FromSeconds(22) },
            ApiAnswer.TooManyRequestsUntilDate => new(HttpStatusCode.TooManyRequests)
            {
                RetryAfter = TimeSpan.FromSeconds(6),
                IsRetryAfterDate = true,
            },
            ApiAnswer.UnavailableWithRetryAfter => new(HttpStatusCode.ServiceUnavailable) { RetryAfter = TimeSpan.FromSeconds(4) },
            ApiAnswer.ServerError => new(HttpStatusCode.InternalServerError),
            ApiAnswer.EmptyBody => Ok(new JsonObject()),
            ApiAnswer.CursorExpired => new(HttpStatusCode.BadRequest),
            _ => null,
        };

    private static SimulatedResponse Ok(JsonNode body) => new(HttpStatusCode.OK) { Body = body };

    private static void Obscure(JsonNode call, HashSet<string> unreadable)
    {
        if (unreadable.Contains(call["id"]!.GetValue<string>()))
            call["coaching_score"] = new JsonObject();
    }
}

/// <summary>A response on its way to a client.</summary>
internal sealed record SimulatedResponse(HttpStatusCode Status)
{
    public JsonNode? Body { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public bool IsRetryAfterDate { get; init; }
}
