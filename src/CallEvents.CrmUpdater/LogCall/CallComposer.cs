using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.CrmUpdater.Setup;
using CallEvents.ServiceDefaults.Links;
using CallEvents.ServiceDefaults.People;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Composes what is written of a call: the newer parts of its messages, and which values are cleared.</summary>
/// <remarks>
/// A value that went back to null is cleared by what we have written before, and not by the message's <c>changedFields</c>: the message
/// that brought the change may have been overtaken by a newer one, and skipped.
/// </remarks>
internal sealed class CallComposer(
    ICrm crm,
    PeopleSource people,
    CallLink link,
    BuiltInTable table,
    UnknownOwners unknownOwners,
    IOptions<CrmOptions> options
)
{
    public Composition Compose(PendingCall call, KnownCall known, PendingParts parts, PreparedCrm prepared)
    {
        var (fields, transcript) = (call.NewestFields, parts.Transcript ? call.NewestTranscript : null);
        var rep = people.Current.Find(fields.Call.RepId);
        var facts = FactsOf(fields, transcript, rep, known, prepared);

        // The transcript's state is written with the first fields, too: it is pending.
        var values = prepared.Mapping.Values(facts, parts.Fields, parts.Transcript || known.TranscriptRevision is null);
        var properties = values
            .Where(value => options.Value.WritesTranscript || !prepared.IsTranscript(value.Key))
            .Where(value => IsToWrite(value.Key, value.Value, known, prepared))
            .ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal);

        var write = new CallWrite
        {
            Key = facts.Key,
            Workspace = fields.Workspace,
            Origin = fields.Origin,
            Call = fields.Call,
            FieldsRevision = parts.Fields ? fields.Revision : null,
            TranscriptRevision = transcript?.Revision,
            Transcript =
                options.Value.WritesTranscript || transcript?.Transcript is null
                    ? transcript?.Transcript
                    : transcript.Transcript with
                    {
                        Segments = [],
                    },
            Properties = properties,
            Cleared = [.. properties.Where(property => property.Value is null).Select(property => property.Key)],
            TranscriptText = facts.Transcript.Count > 0 ? TranscriptText.Render(facts.Transcript, rep?.Name, table.TranscriptFormat) : null,
            TranscriptState = facts.TranscriptState,
            Rep = rep,
            RecordId = known.IsGone && options.Value.Recreate ? null : known.RecordId,
            Links = known.Links,
        };
        return new Composition(call, known, prepared, write, WrittenAfter(write, known, prepared), known.IsGone && !options.Value.Recreate);
    }

    private CallFacts FactsOf(CallChange fields, CallChange? transcript, Person? rep, KnownCall known, PreparedCrm prepared)
    {
        var owner = crm.OwnerOf(rep);
        if (owner is null && prepared.WritesOwner && fields.Call.RepId is { } repId)
            unknownOwners.Report(repId);
        return new CallFacts
        {
            Workspace = fields.Workspace,
            Key = options.Value.KeyOf(fields.Workspace, fields.Call.Id),
            Origin = fields.Origin,
            Call = fields.Call,
            Rep = rep,
            OwnerId = owner,
            CallUrl = link.Of(fields.Workspace, fields.Call.Id),
            TranscriptState =
                transcript?.Transcript!.State
                ?? (
                    known.TranscriptRevision is null ? TranscriptStates.Pending
                    : (known.Written & prepared.BitsOf([PreparedCrm.TranscriptReady])) != 0 ? TranscriptStates.Ready
                    : TranscriptStates.Unavailable
                ),
            Transcript = options.Value.WritesTranscript ? transcript?.Transcript!.Segments ?? [] : [],
            TranscriptFormat = table.TranscriptFormat,
            FieldsRevision = fields.Revision,
            TranscriptRevision = transcript?.Revision,
        };
    }

    private static bool IsToWrite(string name, object? value, KnownCall known, PreparedCrm prepared)
    {
        var wasWritten = (known.Written & prepared.BitsOf([name])) != 0;

        // Once: people have changed it since, or will.
        return wasWritten ? !prepared.IsOnce(name) : value is not null;
    }

    /// <summary>The bits of what has a value after the write.</summary>
    private static long WrittenAfter(CallWrite write, KnownCall known, PreparedCrm prepared)
    {
        var set = write.Properties.Where(property => property.Value is not null).Select(property => property.Key).ToList();
        var cleared = write.Properties.Where(property => property.Value is null).Select(property => property.Key).ToList();
        if (write.Transcript is { State: var state })
            (state == TranscriptStates.Ready ? set : cleared).Add(PreparedCrm.TranscriptReady);
        return (known.Written | prepared.BitsOf(set)) & ~prepared.BitsOf(cleared);
    }
}
