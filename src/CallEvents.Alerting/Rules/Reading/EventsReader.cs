using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Derives on which messages a rule is judged from its conditions, and finds conditions that no message could meet.</summary>
internal static class EventsReader
{
    private const string WithoutWords = "two rules: without a transcript there are neither";

    private static readonly EventKind[] OfFields = [EventKind.Recorded, EventKind.Transcribed, EventKind.Updated];
    private static readonly EventKind[] OfTranscript = [EventKind.Transcribed, EventKind.Unavailable];

    /// <summary>The messages, and whether the rule mixes fields of the call with the transcript.</summary>
    /// <param name="when">The rule's conditions, for problems.</param>
    /// <param name="conditions">All of them.</param>
    /// <param name="events">The key <c>events</c>, which may narrow what follows from the conditions.</param>
    public static (IReadOnlySet<EventKind> Events, bool IsMixed) Read(
        YamlField when,
        IReadOnlyList<Condition> conditions,
        YamlField? events
    )
    {
        var leaves = conditions.SelectMany(Leaves).ToList();
        var isMixed = leaves.Exists(leaf => leaf.IsAboutTranscript) && leaves.Exists(leaf => !leaf.IsAboutTranscript);
        var derived = EventsOf(conditions, leaves, isMixed);
        if (!HasContradiction(when, conditions, leaves) && events is not null)
            derived = Narrow(derived, events, isMixed);
        return (derived, isMixed);
    }

    private static HashSet<EventKind> EventsOf(IReadOnlyList<Condition> conditions, List<Condition> leaves, bool isMixed)
    {
        HashSet<EventKind> events = [];
        if (leaves.Exists(leaf => leaf is Condition.Changed))
            events.Add(EventKind.Updated);
        else if (isMixed || leaves.Exists(leaf => !leaf.IsAboutTranscript))
            events.UnionWith(OfFields);
        events.UnionWith(EventsOfTranscript(conditions));
        return events;
    }

    /// <summary>The messages on which all conditions about the transcript can hold; none where there are no such conditions.</summary>
    private static IEnumerable<EventKind> EventsOfTranscript(IReadOnlyList<Condition> conditions)
    {
        var ofTranscript = conditions.Where(condition => condition.IsAboutTranscript).ToList();
        return ofTranscript.Count == 0 ? [] : OfTranscript.Where(kind => ofTranscript.TrueForAll(one => CanBe(one, kind, true)));
    }

    /// <summary>Whether a condition can be true, or false, on a message; the words are not known here, the transcript's state is.</summary>
    private static bool CanBe(Condition condition, EventKind kind, bool wanted) =>
        condition switch
        {
            Condition.Said or Condition.Measured => kind is EventKind.Transcribed,
            Condition.TranscriptState state => (state.IsReady == (kind is EventKind.Transcribed)) == wanted,
            Condition.Group { Kind: GroupKind.NoneOf } none => wanted
                ? none.Conditions.All(one => CanBe(one, kind, false))
                : none.Conditions.Any(one => CanBe(one, kind, true)),
            Condition.Group group => (group.Kind is GroupKind.AllOf) == wanted
                ? group.Conditions.All(one => CanBe(one, kind, wanted))
                : group.Conditions.Any(one => CanBe(one, kind, wanted)),
            _ => true,
        };

    private static bool HasContradiction(YamlField when, IReadOnlyList<Condition> conditions, List<Condition> leaves)
    {
        var hasWords = leaves.Exists(leaf => leaf is Condition.Said or Condition.Measured);
        var states = leaves.OfType<Condition.TranscriptState>().ToList();
        if (leaves.Exists(leaf => leaf is Condition.Changed) && (hasWords || states.Count > 0))
            when.Wrong($"changed beside {(hasWords ? "words or measures" : "transcript")}", "two rules: a change brings no transcript");
        else if (hasWords && states.Exists(state => !state.IsReady))
            when.Wrong("transcript: unavailable beside words or measures", WithoutWords);
        else if (states.Count == 0 || EventsOfTranscript(conditions).Any())
            return false;
        else if (hasWords)
            when.Wrong("noneOf with transcript: ready beside words or measures", WithoutWords);
        else
            when.Wrong("transcript: ready beside transcript: unavailable", "one of them, or both in anyOf");
        return true;
    }

    private static HashSet<EventKind> Narrow(HashSet<EventKind> derived, YamlField events, bool isMixed)
    {
        var chosen = EnumReader.ReadMany<EventKind>(events);
        if (isMixed)
        {
            events.WrongKey(
                "events beside conditions about fields and about the transcript",
                "no events: such a rule is judged on all messages, whichever comes first"
            );
            return derived;
        }

        foreach (var (kind, item) in chosen.Where(one => !derived.Contains(one.Value)))
            item.Wrong($"{EnumReader.NameOf(kind)}, on which its conditions are never judged", OneOf(derived));
        return [.. chosen.Select(one => one.Value)];
    }

    private static string OneOf(HashSet<EventKind> kinds) =>
        kinds.Count == 1 ? EnumReader.NameOf(kinds.Single()) : $"one of {string.Join(", ", kinds.Order().Select(EnumReader.NameOf))}";

    private static IEnumerable<Condition> Leaves(Condition condition) =>
        condition is Condition.Group group ? group.Conditions.SelectMany(Leaves) : [condition];
}
