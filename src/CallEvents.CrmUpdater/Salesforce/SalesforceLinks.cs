using System.Text.Json;
using CallEvents.CrmUpdater.Crm;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>Links tasks to people (<c>WhoId</c>) and opportunities (<c>WhatId</c>), and leaves links that people made.</summary>
internal sealed class SalesforceLinks(SalesforceContacts contacts, SalesforceDeals deals, SalesforceQuery query, CrmRequestMetrics metrics)
{
    private const string DealPrefix = "deal:";

    /// <summary>Puts the links of the calls into their records.</summary>
    /// <exception cref="CrmFailureException">Salesforce is unavailable or refuses us.</exception>
    public async Task AddAsync(IReadOnlyList<TaskWrite> writes, Action ensureFresh, CancellationToken cancellationToken)
    {
        // A transcript alone changes no address.
        var linked = contacts.IsOn ? writes.Where(write => write.RecordId is null || write.Call.FieldsRevision is not null).ToList() : [];
        var addresses = linked.Select(write => SalesforceContacts.AddressOf(write.Call)).OfType<string>().Distinct();
        var people = await contacts.ResolveAsync([.. addresses.Where(at => !contacts.Skips(at))], ensureFresh, cancellationToken);
        var wanted = linked.ConvertAll(write => (Write: write, Who: WhoOf(write.Call, people)));

        var roles = deals.IsOn
            ? await deals.OfAsync([.. wanted.Select(link => link.Who).OfType<string>().Where(IsContact).Distinct()], cancellationToken)
            : null;
        var links = wanted.ConvertAll(link => (link.Write, link.Who, What: WhatOf(link.Write, link.Who, roles)));

        var changed = links.Where(link => link.Write.RecordId is not null && IsChanged(link.Write, link.Who, link.What)).ToList();
        var present = await PresentAsync([.. changed.Select(link => link.Write.RecordId!)], cancellationToken);
        foreach (var (write, who, what) in links)
            Link(write, who, what, write.RecordId is null ? null : present.GetValueOrDefault(write.RecordId));
    }

    private static bool IsContact(string id) => SalesforceId.IsOf(id, SalesforceId.Contact);

    private static string? DealIn(RecordLinks links) =>
        links.Others.FirstOrDefault(other => other.StartsWith(DealPrefix, StringComparison.Ordinal))?[DealPrefix.Length..];

    private static bool IsChanged(TaskWrite write, string? who, string? what) =>
        who != write.Call.Links.Contact || what != DealIn(write.Call.Links);

    private string? WhoOf(CallWrite call, IReadOnlyDictionary<string, SalesforceContact> people)
    {
        var contact =
            SalesforceContacts.AddressOf(call) is not { } address ? SalesforceContact.None
            : contacts.Skips(address) ? new(null, ContactResults.Skipped)
            : people.GetValueOrDefault(address, SalesforceContact.None);
        metrics.ContactResolved(SalesforceCrm.AdapterName, contact.Result);
        return contact.Id;
    }

    /// <summary>Without the setting, what was linked stays.</summary>
    private static string? WhatOf(TaskWrite write, string? who, ILookup<string, JsonElement>? roles) =>
        roles is null ? DealIn(write.Call.Links)
        : who is null ? null
        : SalesforceDeals.At(write.Call.Call.CreatedAt, roles[who]);

    private static void Link(TaskWrite write, string? who, string? what, PresentLinks? present)
    {
        var before = write.Call.Links;
        var isNew = write.RecordId is null;
        var contact = Change(write, "WhoId", before.Contact, who, isNew, present?.Who);
        var deal = Change(write, "WhatId", DealIn(before), what, isNew, present?.What);
        write.Links = new RecordLinks(contact, deal is null ? [] : [DealPrefix + deal]);
    }

    /// <returns>What is linked by us afterwards.</returns>
    private static string? Change(TaskWrite write, string field, string? ours, string? wanted, bool isNew, string? present)
    {
        if (wanted == ours && !isNew)
            return ours;
        if (isNew)
        {
            if (wanted is not null)
                write.Values[field] = wanted;
            return wanted;
        }

        // A person linked it to another record, or Salesforce did when a lead became a contact.
        if (present != ours)
            return present == wanted ? wanted : ours;
        write.Values[field] = wanted;
        return wanted;
    }

    private async Task<Dictionary<string, PresentLinks>> PresentAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return [];
        var records = await query.RunAsync([new("SELECT Id, WhoId, WhatId FROM Task WHERE Id", ids)], "read links", cancellationToken);
        return records[0]
            .Where(record => record.Text("Id") is not null)
            .ToDictionary(record => record.Text("Id")!, record => new PresentLinks(record.Text("WhoId"), record.Text("WhatId")));
    }

    private sealed record PresentLinks(string? Who, string? What);
}
