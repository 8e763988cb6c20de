using System.Globalization;
using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.Salesforce;

/// <summary>What stands in the stub's org: people's records, and the tasks.</summary>
internal sealed class StubOrg
{
    public const string Id = "00D000000000001AAA";
    public const string Key = "Revont_Call_Id__c";

    private readonly List<StubRecord> records = [];
    private readonly Dictionary<string, long> newest = [];
    private readonly List<string> backwardWrites = [];
    private int numbers;

    /// <summary>Held while a request is handled.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The fields of Task; tests remove and change them as an admin does.</summary>
    public Dictionary<string, StubField> Fields { get; } = StubField.Deployed.ToDictionary(field => field.Name);

    /// <summary>An admin's validation rule: the message for a task that it refuses.</summary>
    /// <remarks>Source: StatusCode FIELD_CUSTOM_VALIDATION_EXCEPTION in the SOAP API's list of errors.</remarks>
    public Func<StubRecord, string?> ValidationRule { get; set; } = _ => null;

    /// <summary>An admin's duplicate rule for leads: refuses those with such an address.</summary>
    public Func<string?, bool> RefusesLead { get; set; } = _ => false;

    /// <summary>The keys of tasks that another transaction holds.</summary>
    public HashSet<string> Locked { get; } = [];

    /// <summary>Tasks whose revision went back: <c>key: field 30 → 20</c>.</summary>
    public IReadOnlyList<string> BackwardWrites
    {
        get
        {
            lock (Gate)
                return [.. backwardWrites];
        }
    }

    public IReadOnlyList<StubRecord> All(string type)
    {
        lock (Gate)
            return [.. records.Where(record => record.Type == type && !record.IsDeleted)];
    }

    public IReadOnlyList<StubRecord> Tasks => All("Task");

    /// <summary>The one task with this key.</summary>
    public StubRecord Task(string key) => Tasks.Where(task => task.Text(Key) == key).ShouldHaveSingleItem();

    public StubRecord AddContact(string email, string modified = "2026-11-01T00:00:00.000+0000") =>
        Add("Contact", ("Email", email), ("LastModifiedDate", modified));

    public StubRecord AddLead(string email, bool isConverted = false, string modified = "2026-11-01T00:00:00.000+0000") =>
        Add("Lead", ("Email", email), ("IsConverted", isConverted), ("LastModifiedDate", modified));

    public StubRecord AddUser(string email, bool isActive = true, string created = "2026-01-01T00:00:00.000+0000") =>
        Add("User", ("Email", email), ("IsActive", isActive), ("UserType", "Standard"), ("CreatedDate", created));

    /// <summary>An opportunity in which a contact has a role.</summary>
    public StubRecord AddOpportunity(StubRecord contact, DateTimeOffset created, DateOnly close, bool isClosed)
    {
        var opportunity = Add("Opportunity", ("StageName", "Proposal"));
        var details = new JsonObject
        {
            ["CreatedDate"] = created.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
            ["CloseDate"] = close.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["IsClosed"] = isClosed,
        };
        Add("OpportunityContactRole", ("ContactId", contact.Id), ("OpportunityId", opportunity.Id), ("Opportunity", details));
        return opportunity;
    }

    public StubRecord Add(string type, params (string Field, JsonNode? Value)[] values)
    {
        lock (Gate)
        {
            var record = new StubRecord(type, $"{PrefixOf(type)}{++numbers:D12}AAA");
            foreach (var (field, value) in values)
                record.Set(field, value);
            records.Add(record);
            return record;
        }
    }

    /// <summary>Deletes as a person does: the record goes to the recycle bin.</summary>
    public void Delete(StubRecord record)
    {
        lock (Gate)
            record.IsDeleted = true;
    }

    public StubRecord? Find(string id)
    {
        lock (Gate)
            return records.Find(record => record.Id == id);
    }

    /// <summary>Keeps a task's revisions in mind.</summary>
    public void Remember(StubRecord task)
    {
        foreach (var field in (string[])["Revont_Fields_Revision__c", "Revont_Transcript_Revision__c"])
        {
            if (!long.TryParse(task.Text(field), CultureInfo.InvariantCulture, out var revision))
                continue;
            var name = $"{task.Id} {field}";
            if (newest.TryGetValue(name, out var before) && revision < before)
                backwardWrites.Add($"{task.Text(Key)}: {field} {before} → {revision}");
            newest[name] = revision;
        }
    }

    private static string PrefixOf(string type) =>
        type switch
        {
            "Task" => "00T",
            "Contact" => "003",
            "Lead" => "00Q",
            "User" => "005",
            "Opportunity" => "006",
            _ => "00K",
        };
}
