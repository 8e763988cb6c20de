using System.Globalization;
using System.Text;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads <c>said</c> and <c>notSaid</c>.</summary>
internal sealed class WordsReader(FileTexts texts)
{
    private const string Phrases = "a phrase, a list of phrases, or $name for a list of this file";

    /// <param name="field">Named <c>said</c> or <c>notSaid</c>.</param>
    /// <param name="text">The condition in one line.</param>
    public Condition Read(YamlField field, string text)
    {
        var fields = field.Fields("any", "all", "near", "within", "atLeast", "by", "in", "inQuestion");
        if (field.IsMapping && !fields.ContainsKey("any") && !fields.ContainsKey("all") && !fields.ContainsKey("near"))
            field.Wrong("no phrases", "one of any, all, near");
        if (fields.ContainsKey("near") != fields.ContainsKey("within"))
            field.Wrong(fields.ContainsKey("near") ? "near without within" : "within without near", "both of them or none");
        var words = new Words
        {
            Any = Read("any"),
            All = Read("all"),
            Near = ReadNear(fields),
            Within = fields.TryGetValue("within", out var within) ? ValueReader.ReadCount(within) : null,
            AtLeast = (fields.TryGetValue("atLeast", out var times) ? ValueReader.ReadCount(times) : null) ?? 1,
            By = fields.TryGetValue("by", out var by) ? MeasureReader.ReadSpeaker(by) : Speaker.Anyone,
            In = fields.TryGetValue("in", out var part) ? ValueReader.ReadPart(part) : null,
            InQuestion = fields.TryGetValue("inQuestion", out var question) && question.Flag() is true,
        };
        return new Condition.Said(text, IsNegated: field.Name == "notSaid", words);

        IReadOnlyList<string>? Read(string key) =>
            fields.TryGetValue(key, out var phrases) ? texts.Read(phrases, Phrases, CheckPhrase) : null;
    }

    private IReadOnlyList<string>? ReadNear(IReadOnlyDictionary<string, YamlField> fields)
    {
        if (!fields.TryGetValue("near", out var near))
            return null;

        const string expected = "two phrases or more, or $name for a list of this file";
        var phrases = texts.Read(near, expected, CheckPhrase);
        if (phrases.Count == 1)
            near.Wrong("one phrase", expected);
        return phrases;
    }

    /// <summary>A phrase has words, and a star only at a word's end.</summary>
    private static void CheckPhrase(YamlField field, string phrase)
    {
        var isInWord = false;
        var isAfterStar = false;
        var hasWord = false;
        foreach (var rune in phrase.EnumerateRunes())
        {
            var isOfWord = IsOfWord(rune);
            var isStar = rune.Value == '*';
            if ((isStar && !isInWord) || (isOfWord && isAfterStar))
            {
                field.Wrong("a * that is not at a word's end", "such as cancel*, which stands for any ending");
                return;
            }

            hasWord |= isOfWord;
            isAfterStar = isStar;
            isInWord = isOfWord;
        }

        if (!hasWord)
            field.Wrong("a text without letters and digits", Phrases);
    }

    private static bool IsOfWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.LetterNumber
                or UnicodeCategory.OtherNumber;
}
