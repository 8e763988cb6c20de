namespace CallEvents.TestSupport.HubSpot;

/// <summary>Everything that stands in the portal, and its settings. Used under <see cref="Gate"/>.</summary>
internal sealed class Portal
{
    public Portal(HubSpotStubOptions options)
    {
        Options = options;
        Errors = new(Manners, options.PortalId);
        Limits = new(options.Clock, options.UtcOffset);
        Token = options.Token;
        ObjectType[] types =
        [
            new("calls", "CALL", 70_114_000_211, DefaultProperties.Calls),
            new("contacts", "CONTACT", 90_218_000_305, DefaultProperties.Contacts),
            new("companies", "COMPANY", 20_331_000_402, DefaultProperties.Companies),
            new("deals", "DEAL", 30_442_000_507, DefaultProperties.Deals),
        ];
        Types = types.ToDictionary(type => type.Name);
    }

    public Lock Gate { get; } = new();

    public HubSpotStubOptions Options { get; }

    public HubSpotManners Manners { get; } = new();

    public HubSpotLimits Limits { get; }

    public ErrorWriter Errors { get; }

    /// <summary>The token that is accepted.</summary>
    public string Token { get; set; }

    /// <summary>The scopes of the token.</summary>
    // As the issue lists them; those of companies and deals are needed for links only.
    public HashSet<string> Scopes { get; } =
    [
        "crm.objects.contacts.read",
        "crm.objects.contacts.write",
        "crm.schemas.contacts.write",
        "crm.objects.owners.read",
        "crm.objects.companies.read",
        "crm.objects.deals.read",
    ];

    public IReadOnlyDictionary<string, ObjectType> Types { get; }

    public AssociationTable Links { get; } = new();

    public List<HubSpotOwner> Owners { get; } = [];

    public RevisionWatch Revisions { get; } = new();

    public DateTimeOffset Now => Options.Clock.GetUtcNow();

    public ObjectType Type(string name) =>
        Types.GetValueOrDefault(name) ?? throw Errors.Refuse(400, "VALIDATION_ERROR", $"Unable to infer object type from: {name}");

    public PropertyChecks Checks(ObjectType type) => new(type, Owners);

    /// <summary>Writes checked values of a request.</summary>
    /// <returns>The record as it is now.</returns>
    public HubSpotRecord Write(ObjectType type, HubSpotRecord? existing, IReadOnlyDictionary<string, string> values)
    {
        var stored = values.ToDictionary(value => value.Key, value => Values.Stored(type.Properties[value.Key], value.Value));
        var record = existing is null
            ? type.Records.Create(stored, WriteSource.Integration, Now)
            : type.Records.Write(existing, stored, WriteSource.Integration, Now);
        if (type.Name == "calls")
            Revisions.Note(record["revont_call_id"] ?? record.Id, stored, Now);
        return record;
    }
}

/// <summary>A user of the portal who can own records.</summary>
internal sealed record HubSpotOwner(string Id, string Email, string FirstName, string LastName, bool IsArchived = false);
