using System.Globalization;

namespace CallEvents.CrmUpdater.Mapping;

/// <summary>The sources of values, by the names that a mapping uses.</summary>
internal static class Sources
{
    public const string Key = "key";
    public const string Workspace = "workspace";
    public const string CreatedAt = "createdAt";
    public const string Owner = "owner";
    public const string Transcript = "transcript";
    public const string FieldsRevision = "fieldsRevision";
    public const string TranscriptRevision = "transcriptRevision";

    private static readonly Dictionary<string, Source> ByName = new Source[]
    {
        new(Key, CallPart.Fixed, facts => facts.Key),
        new("callId", CallPart.Fixed, facts => facts.Call.Id),
        new(Workspace, CallPart.Fixed, facts => facts.Workspace),
        new("callUrl", CallPart.Fixed, facts => facts.CallUrl),
        new(CreatedAt, CallPart.Fixed, facts => facts.Call.CreatedAt),
        new("repId", CallPart.Fields, facts => facts.Call.RepId),
        new("durationSeconds", CallPart.Fields, facts => facts.Call.DurationSeconds),
        new("durationMilliseconds", CallPart.Fields, facts => Milliseconds(facts.Call.DurationSeconds)),
        new("outcome", CallPart.Fields, facts => facts.Call.Outcome),
        new("coachingScore", CallPart.Fields, facts => facts.Call.CoachingScore),
        new("prospectEmail", CallPart.Fields, facts => facts.Call.ProspectEmail, IsPersonal: true),
        new(Owner, CallPart.Fields, facts => facts.OwnerId),
        new("title", CallPart.Fields, facts => Title(facts.Call.Outcome)),
        new("rep.name", CallPart.Fields, facts => facts.Rep?.Name, IsPersonal: true),
        new("rep.email", CallPart.Fields, facts => facts.Rep?.Email, IsPersonal: true),
        new("rep.team", CallPart.Fields, facts => facts.Rep?.Team, IsPersonal: true),
        new("origin", CallPart.Fields, facts => facts.Origin),
        new(FieldsRevision, CallPart.Fields, facts => Text(facts.FieldsRevision)),
        new(
            Transcript,
            CallPart.Transcript,
            facts => TranscriptText.Render(facts.Transcript, facts.Rep?.Name, facts.TranscriptFormat),
            IsPersonal: true
        ),
        new("transcriptState", CallPart.Transcript, facts => facts.TranscriptState),
        new(TranscriptRevision, CallPart.Transcript, facts => Text(facts.TranscriptRevision)),
    }.ToDictionary(source => source.Name);

    /// <summary>The names, in the order of the documentation.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Null for an unknown name.</summary>
    public static Source? Find(string name) => ByName.GetValueOrDefault(name);

    private static long? Milliseconds(double? seconds) => seconds is { } some ? (long)Math.Round(some * 1000) : null;

    private static string Title(string? outcome) => string.IsNullOrWhiteSpace(outcome) ? "Revont call" : $"Revont call: {outcome.Trim()}";

    private static string? Text(long? revision) => revision?.ToString(CultureInfo.InvariantCulture);
}
