namespace CallEvents.CrmUpdater.Mapping;

/// <summary>An adapter's own table of properties, and how it takes a transcript.</summary>
internal sealed record BuiltInTable(IReadOnlyList<MappedProperty> Properties, TranscriptFormat TranscriptFormat)
{
    /// <summary>The event's fields under their own names, for an adapter without properties.</summary>
    public static BuiltInTable EventFields { get; } =
        new(
            [
                .. ((string[])["durationSeconds", "repId", "prospectEmail", "coachingScore", "outcome"]).Select(name => new MappedProperty(
                    name,
                    From: name
                )),
            ],
            new TranscriptFormat(IsHtml: false, Limit: int.MaxValue)
        );
}
