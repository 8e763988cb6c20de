using CallEvents.Contracts;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.ServiceDefaults.People;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallEvents.Tests.CrmUpdater.Mapping;

/// <summary>A table as an adapter has it, and a call to map by it.</summary>
internal static class MappingTables
{
    public static readonly IReadOnlyList<MappedProperty> BuiltIn =
    [
        new("revont_call_id", From: "key"),
        new("revont_workspace", From: "workspace"),
        new("hs_timestamp", From: "createdAt"),
        new("hs_call_duration", From: "durationMilliseconds"),
        new("hs_call_status", Value: "COMPLETED"),
        new("hs_call_title", From: "title"),
        new("hubspot_owner_id", From: "owner", Once: true),
        new("revont_outcome", From: "outcome"),
        new("revont_coaching_score", From: "coachingScore"),
        new("hs_call_body", From: "transcript"),
        new("revont_transcript", From: "transcriptState"),
        new("revont_fields_revision", From: "fieldsRevision"),
        new("revont_transcript_revision", From: "transcriptRevision"),
    ];

    public static readonly CallFacts Facts = new()
    {
        Workspace = "main",
        Key = "main/call_1",
        Origin = Origins.Live,
        Call = new()
        {
            Id = "call_1",
            CreatedAt = new(2026, 3, 1, 13, 30, 15, 250, TimeSpan.FromHours(1)),
            DurationSeconds = 61.2345,
            RepId = "user_1",
            ProspectEmail = "jane@example.com",
            CoachingScore = 41.5,
            Outcome = " won ",
        },
        Rep = new Person
        {
            Id = "user_1",
            Name = "Omar",
            Email = "omar@example.com",
            Team = "EMEA",
        },
        OwnerId = "77",
        CallUrl = "https://app.example.com/call_1?a&b",
        TranscriptState = "ready",
        Transcript =
        [
            new()
            {
                Text = "Hi <you>",
                Speaker = Speakers.Rep,
                StartMs = 7000,
            },
        ],
        TranscriptFormat = TranscriptFormat.HubSpot,
        FieldsRevision = 20,
        TranscriptRevision = 30,
    };

    public static CallMapping Mapping(string yaml, UnmappedValues? unmapped = null)
    {
        var (properties, problems) = MappingFile.Parse(yaml, "mapping.yaml", BuiltIn);
        problems.ShouldBeEmpty();
        return new(properties!, unmapped ?? Ignored());
    }

    public static object? Value(string entry, CallFacts? facts = null) =>
        Mapping($"properties: {{ x: {entry} }}").Values(facts ?? Facts, fields: true, transcript: true)["x"];

    public static UnmappedValues Ignored() => new(_ => { }, NullLogger<UnmappedValues>.Instance);
}
