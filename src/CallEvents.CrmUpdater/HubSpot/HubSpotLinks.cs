using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Mapping;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Links written calls to their contact, its company and its deals, and removes our link to the contact before.</summary>
internal sealed class HubSpotLinks(
    LinkSender sender,
    HubSpotRelations relations,
    HubSpotContacts contacts,
    IMappedProperties mapping,
    IOptions<CrmOptions> options
)
{
    private const string Companies = "company";
    private const string Deals = "deal";

    private static readonly (string Prefix, string Kind)[] Kinds = [(Companies, "companies"), (Deals, "deals")];

    /// <summary>Sets the result of each call.</summary>
    /// <param name="written">Calls whose record is written.</param>
    /// <param name="ensureFresh">See <see cref="CallBatch"/>.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task LinkAsync(IReadOnlyList<PendingCall> written, Action ensureFresh, CancellationToken cancellationToken)
    {
        var open = written.Where(call => call.IsOpen && call.IsContactKnown).ToList();
        var before = open.ToDictionary(call => call, call => call.Links);
        if (IsLinked("contact"))
            await LinkContactsAsync(open, ensureFresh, cancellationToken);
        if (Continues(written))
            await LinkOthersAsync([.. open.Where(call => call.IsOpen && call.Contact is not null)], ensureFresh, cancellationToken);
        if (Continues(written))
            await UnlinkAsync([.. open.Where(call => call.IsOpen)], before, ensureFresh, cancellationToken);
        if (!Continues(written))
            return;

        var owners = mapping.Current.Where(property => property.From == Sources.Owner).Select(property => property.Name).ToList();
        foreach (var call in written.Where(call => call.IsOpen))
            call.Result = new WriteResult.Written(call.WrittenId, call.Links, call.IsCreated, call.IsOwnerRefused ? owners : null);
    }

    /// <summary>After a failure the calls that are left are not tried: all of their requests can be repeated.</summary>
    private static bool Continues(IEnumerable<PendingCall> calls) => !calls.Any(call => call.Result is WriteResult.Failure);

    private bool IsLinked(string what) =>
        options.Value.Link.Count == 0 ? what == "contact" : options.Value.Link.Contains(what, StringComparer.OrdinalIgnoreCase);

    private async Task LinkContactsAsync(List<PendingCall> calls, Action ensureFresh, CancellationToken cancellationToken)
    {
        var stale = await LinkContactsOnceAsync(calls, ensureFresh, cancellationToken);
        if (stale.Count == 0 || !Continues(calls))
            return;

        // Deleted, or merged into another one, since it was found.
        await contacts.ResolveAsync(stale, ensureFresh, cancellationToken);
        if (!Continues(calls))
            return;
        foreach (var call in await LinkContactsOnceAsync([.. stale.Where(call => call.IsOpen)], ensureFresh, cancellationToken))
            call.Contact = null;
    }

    private async Task<List<PendingCall>> LinkContactsOnceAsync(
        IReadOnlyList<PendingCall> calls,
        Action ensureFresh,
        CancellationToken cancellationToken
    )
    {
        var pairs = calls
            .Where(call => call.Contact is not null && call.Contact != call.Links.Contact)
            .Select(call => new LinkPair(call, call.Contact!))
            .ToList();
        var (made, stale) = await sender.MakeAsync("contacts", pairs, ensureFresh, cancellationToken);
        foreach (var pair in made)
            pair.Call.Links = pair.Call.Links with { Contact = pair.To };
        return [.. stale.Select(pair => pair.Call)];
    }

    private async Task LinkOthersAsync(IReadOnlyList<PendingCall> calls, Action ensureFresh, CancellationToken cancellationToken)
    {
        var wanted = await WantedAsync(calls, cancellationToken);
        foreach (var (prefix, kind) in Kinds)
        {
            var pairs = wanted
                .Where(link => link.Prefix == prefix && !link.Pair.Call.Links.Others.Contains($"{prefix}:{link.Pair.To}"))
                .Select(link => link.Pair)
                .ToList();
            var (made, _) = await sender.MakeAsync(kind, pairs, ensureFresh, cancellationToken);
            foreach (var (call, to) in made)
                call.Links = call.Links with { Others = [.. call.Links.Others, $"{prefix}:{to}"] };
            if (!Continues(calls))
                return;
        }

        foreach (var call in calls)
            call.WantedOthers = [.. wanted.Where(link => link.Pair.Call == call).Select(link => $"{link.Prefix}:{link.Pair.To}")];
    }

    private async Task<List<(string Prefix, LinkPair Pair)>> WantedAsync(
        IReadOnlyList<PendingCall> calls,
        CancellationToken cancellationToken
    )
    {
        List<(string, LinkPair)> wanted = [];
        var ids = calls.Select(call => call.Contact!).Distinct().ToList();
        if (IsLinked("company"))
        {
            var (companies, failure) = await relations.CompaniesAsync(ids, cancellationToken);
            if (Fail(calls, failure))
                return [];
            wanted.AddRange(
                calls
                    .Where(call => companies.ContainsKey(call.Contact!))
                    .Select(call => (Companies, new LinkPair(call, companies[call.Contact!])))
            );
        }

        if (IsLinked("deals"))
        {
            var (deals, failure) = await relations.DealsAsync(ids, cancellationToken);
            if (Fail(calls, failure))
                return [];
            wanted.AddRange(
                from call in calls
                from deal in Deal.Around(deals.GetValueOrDefault(call.Contact!, []), call.Write.Call.CreatedAt)
                select (Deals, new LinkPair(call, deal))
            );
        }

        return wanted;
    }

    private static bool Fail(IEnumerable<PendingCall> calls, WriteResult? failure)
    {
        if (failure is null)
            return false;
        foreach (var call in calls)
            call.Result ??= failure;
        return true;
    }

    /// <summary>Removes what we linked for the contact before. What people have linked stays.</summary>
    private async Task UnlinkAsync(
        IReadOnlyList<PendingCall> calls,
        Dictionary<PendingCall, RecordLinks> before,
        Action ensureFresh,
        CancellationToken cancellationToken
    )
    {
        var moved = calls.Where(call => before[call].Contact is { } old && old != call.Contact).ToList();
        await sender.RemoveAsync(
            "contacts",
            [.. moved.Select(call => new LinkPair(call, before[call].Contact!))],
            ensureFresh,
            cancellationToken
        );
        foreach (var (prefix, kind) in Kinds)
        {
            if (!Continues(calls))
                return;
            await sender.RemoveAsync(
                kind,
                [
                    .. from call in moved
                    from other in before[call].Others.Except(call.WantedOthers)
                    where other.StartsWith($"{prefix}:", StringComparison.Ordinal)
                    select new LinkPair(call, other[(prefix.Length + 1)..]),
                ],
                ensureFresh,
                cancellationToken
            );
        }

        foreach (var call in moved)
        {
            call.Links = new RecordLinks(
                call.Links.Contact == before[call].Contact ? null : call.Links.Contact,
                [.. call.Links.Others.Except(before[call].Others.Except(call.WantedOthers))]
            );
        }
    }
}
