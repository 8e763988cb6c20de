using System.Text.RegularExpressions;

namespace CallEvents.CrmUpdater.Mapping;

/// <summary>A text with sources in braces, such as <c>Revont call: {outcome}</c>; <c>{{</c> and <c>}}</c> are braces.</summary>
internal sealed partial class TextTemplate
{
    private readonly List<(string Text, Source? Source)> pieces = [];
    private readonly List<string> unknown = [];

    public TextTemplate(string text)
    {
        var end = 0;
        foreach (var token in Token().EnumerateMatches(text))
        {
            pieces.Add((text[end..token.Index], null));
            end = token.Index + token.Length;
            Add(text[token.Index..end]);
        }

        pieces.Add((text[end..], null));
    }

    /// <summary>The known sources in it.</summary>
    public IEnumerable<Source> Sources => pieces.Select(piece => piece.Source).OfType<Source>();

    /// <summary>The names in braces that are no sources.</summary>
    public IReadOnlyList<string> Unknown => unknown;

    /// <summary>Whether a brace has no other.</summary>
    public bool HasLoneBrace { get; private set; }

    /// <summary>The text, trimmed. A source without a value leaves nothing; null if none has a value.</summary>
    public string? Format(CallFacts facts)
    {
        var transcripts = pieces.Count(IsTranscript);
        var format = facts.TranscriptFormat;
        var others = pieces.Select(piece => IsTranscript(piece) ? null : Value(piece, facts, transcripts > 0)).ToList();
        if (transcripts > 0)
        {
            var rest = others.Sum(other => other?.Length ?? 0);
            facts = facts with { TranscriptFormat = format with { Limit = (format.Limit - rest) / transcripts } };
        }

        var values = pieces.Select((piece, index) => IsTranscript(piece) ? Value(piece, facts, isBody: false) : others[index]).ToList();
        return pieces.Zip(values).Any(pair => pair.First.Source is not null && pair.Second is not null)
            ? ValueText.Of(string.Concat(values))
            : null;
    }

    private static bool IsTranscript((string Text, Source? Source) piece) => piece.Source?.Name == Mapping.Sources.Transcript;

    /// <param name="piece">A literal or a source.</param>
    /// <param name="facts">The call.</param>
    /// <param name="isBody">Whether the text has the transcript in it, and so is HTML where that is.</param>
    private static string? Value((string Text, Source? Source) piece, CallFacts facts, bool isBody) =>
        piece.Source is null ? piece.Text
        : ValueText.Of(piece.Source.Read(facts)) is not { } value ? null
        : isBody ? facts.TranscriptFormat.Encode(value)
        : value;

    private void Add(string token)
    {
        if (token is "{{" or "}}")
            pieces.Add((token[..1], null));
        else if (token is "{" or "}")
            HasLoneBrace = true;
        else if (Mapping.Sources.Find(token[1..^1].Trim()) is { } source)
            pieces.Add(("", source));
        else
            unknown.Add(token[1..^1].Trim());
    }

    [GeneratedRegex(@"\{\{|\}\}|\{[^{}]*\}|[{}]")]
    private static partial Regex Token();
}
