using CallEvents.Simulator.Generation;
using CallEvents.Simulator.Serving;

namespace CallEvents.Simulator.Faults.Answering;

/// <summary>Answers that never come for some stretch of time or for some calls, however often they are asked for.</summary>
internal sealed class LostAnswers(Lottery lottery, long seed)
{
    /// <summary>Refuses the request if what it asks for is lost; null when it may pass.</summary>
    public Task? Refuse(HttpContext context, Misbehaviour now, RequestScope scope) => scope switch
    {
        RequestScope.List when now.BrokenRange is { } range && Touches(context.Request.Query, range)
            && lottery.Strikes(range, nameof(now.BrokenRange)) => RefuseAsync(context, range.Status),
        RequestScope.Detail when now.LostDetails is { } lost
            && lottery.Strikes(lost, nameof(now.LostDetails), new Dice(seed, $"lost {context.Request.RouteValues["id"]}")) =>
            RefuseAsync(context, lost.Status),
        _ => null,
    };

    private static bool Touches(IQueryCollection query, BrokenRange range) =>
        ListQuery.Read(query, out _) is { Filter: var filter } && !(filter.To < range.From) && !(filter.From > range.To);

    private static Task RefuseAsync(HttpContext context, int status) =>
        context.RefuseAsync(status, new(status == StatusCodes.Status404NotFound ? "not_found" : "server_error", "This is lost for good."));
}
