using System.Globalization;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>Checks the values of a record before they are written.</summary>
internal sealed class PropertyChecks(ObjectType type, IReadOnlyCollection<HubSpotOwner> owners)
{
    /// <summary>The most characters of a text.</summary>
    // 65,536 is what integrators remember; no page of HubSpot says it.
    private const int MaxLength = 65_536;

    /// <param name="values">The values of the request.</param>
    /// <param name="existing">The record, if there is one.</param>
    public IReadOnlyList<PropertyProblem> Problems(IReadOnlyDictionary<string, string> values, HubSpotRecord? existing)
    {
        var problems = values.Select(value => ProblemOf(value.Key, value.Value, existing)).OfType<PropertyProblem>().ToList();
        if (problems.Count > 0)
            return problems;
        var after = (existing ?? new HubSpotRecord(type.Name, "", default)).With(values, WriteSource.Integration, default).Properties;
        if (type.RequiredProperty is { } required && !after.ContainsKey(required))
            return
            [
                new(Codes.RequiredPropertyMissing, required, $"Error creating {type.Singular}. Some required properties were not set."),
            ];
        // From 2026-09 admins' rules hold for every write, also for one that leaves the property alone. Source: changelog, 11 August 2026.
        return
        [
            .. type
                .Rules.Where(rule => rule.Refuses(after))
                .Select(rule => new PropertyProblem(
                    Codes.RuleViolated,
                    rule.Property,
                    $"{after.GetValueOrDefault(rule.Property)} does not meet the validation rule of property {rule.Property}"
                )),
        ];
    }

    private PropertyProblem? ProblemOf(string name, string value, HubSpotRecord? existing)
    {
        // A deleted property counts as one that does not exist.
        if (type.FindProperty(name) is not { } property)
            return new(Codes.PropertyDoesntExist, name, $"Property \"{name}\" does not exist");
        if (property.IsReadOnly)
            return new(Codes.ReadOnlyValue, name, $"\"{name}\" is a read only property; its value cannot be set.");
        if (value.Length == 0)
            return null;
        // Since January 2025. Source: changelog; texts keep their white space.
        if (property.Type != "string" && value.Trim() != value)
            return new(Codes.WhiteSpace, name, $"'{value}' has leading or trailing white space for property {name}");
        if (value.Length > MaxLength)
            return new(Codes.TooLong, name, $"{value[..100]} is longer than {MaxLength} characters");
        return OfType(property, value) ?? OfUniqueness(property, value, existing);
    }

    private PropertyProblem? OfType(HubSpotProperty property, string value) =>
        property switch
        {
            { Name: "email" } when !IsEmail(value) => new(Codes.InvalidEmail, "email", $"Email address {value} is invalid"),
            { Name: "hubspot_owner_id" } => owners.Any(owner => owner.Id == value && !owner.IsArchived)
                ? null
                : new(Codes.InvalidOwner, property.Name, $"Owner {value} does not exist"),
            { Type: "number" } when !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => new(
                Codes.InvalidNumber,
                property.Name,
                $"{value} was not a valid number."
            ),
            { Type: "datetime" or "date" } when Values.ParseDate(value) is null => new(
                Codes.InvalidDate,
                property.Name,
                $"{value} was not a valid date."
            ),
            { Type: "enumeration" } when !property.Options.Contains(value) => new(
                Codes.InvalidOption,
                property.Name,
                $"{value} was not one of the allowed options: [{string.Join(", ", property.Options)}]"
            ),
            { Type: "bool" } when value is not ("true" or "false") => new(
                Codes.InvalidOption,
                property.Name,
                $"{value} was not one of the allowed options: [true, false]"
            ),
            _ => null,
        };

    private PropertyProblem? OfUniqueness(HubSpotProperty property, string value, HubSpotRecord? existing) =>
        property.HasUniqueValue && type.Records.FindBy(property.Name, value) is { } other && other.Id != existing?.Id
            ? new(Codes.NotUnique, property.Name, $"Cannot set {property.Name} to {value}. {other.Id} already has that value.")
            : null;

    private static bool IsEmail(string value) =>
        value.Split('@') is [{ Length: > 0 }, { Length: > 0 } domain]
        && domain.Contains('.', StringComparison.Ordinal)
        && !domain.StartsWith('.')
        && !domain.EndsWith('.')
        && !value.Any(char.IsWhiteSpace);
}

/// <summary>Reads and stores values as HubSpot does.</summary>
internal static class Values
{
    /// <summary>Milliseconds since 1970 or ISO 8601.</summary>
    public static DateTimeOffset? ParseDate(string value)
    {
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 253402300800000)
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return
            value.Contains('-', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : null;
    }

    /// <summary>Dates as they stand in answers: UTC, with milliseconds only where there are some.</summary>
    public static string Date(DateTimeOffset date) =>
        date.UtcDateTime.ToString(
            date.Millisecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffZ",
            CultureInfo.InvariantCulture
        );

    /// <summary>A value as it is stored.</summary>
    public static string Stored(HubSpotProperty property, string value) =>
        property switch
        {
            _ when value.Length == 0 => value,
            { Type: "datetime" } => Date(ParseDate(value)!.Value),
            // HubSpot keeps addresses in lower case.
            { Name: "email" } => value.Trim().ToLowerInvariant(),
            _ => value,
        };
}
