namespace CallEvents.ServiceDefaults.People;

/// <summary>Where the reps' names, addresses and ids in other systems come from. Source: section <c>People</c>.</summary>
public sealed class PeopleOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "People";

    /// <summary>A YAML file with the people by their Revont user id.</summary>
    /// <value>Default: none.</value>
    public string? File { get; set; }
}
