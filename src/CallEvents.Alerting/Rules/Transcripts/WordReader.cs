using System.Buffers;
using System.Text;

namespace CallEvents.Alerting.Rules.Transcripts;

/// <summary>
/// Splits a text into folded words: letters, marks and numbers, and apostrophes between two letters. In scripts without spaces each letter
/// is a word.
/// </summary>
internal sealed class WordReader
{
    private readonly List<FoldedWord> words = [];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> known;
    private readonly string text;
    private char[] current = new char[64];
    private int wordLength;
    private int start;
    private int end;
    private bool isUnspaced;
    private bool endsWithLetter;

    /// <summary>Where an apostrophe is that belongs to the word if a letter follows.</summary>
    private bool hasApostrophe;

    private WordReader(string text, HashSet<string> known) =>
        (this.text, this.known) = (text, known.GetAlternateLookup<ReadOnlySpan<char>>());

    /// <summary>Reads the words of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="known">Words of other texts, which are used again; new ones are added.</param>
    public static List<FoldedWord> Read(string text, HashSet<string>? known = null)
    {
        var reader = new WordReader(text, known ?? new(StringComparer.Ordinal));
        reader.ReadAll();
        return reader.words;
    }

    private void ReadAll()
    {
        var position = 0;
        while (position < text.Length)
        {
            var next = EndOfCluster(position);
            if (next == position + 1 && char.IsAscii(text[position]))
                TakeAscii(text[position], position);
            else
                TakeCluster(position, next);
            position = next;
        }

        EndWord();
    }

    /// <summary>A character with all that follows it and may become one with it: folded apart, the parts make the folded whole.</summary>
    private int EndOfCluster(int position)
    {
        var next = position + LengthAt(position, out _);
        while (next < text.Length && text[next] >= 0x80)
        {
            var length = LengthAt(next, out var rune);
            if (!Folding.Extends(rune))
                break;
            next += length;
        }

        return next;
    }

    private int LengthAt(int position, out Rune rune) =>
        Rune.DecodeFromUtf16(text.AsSpan(position), out rune, out var length) is OperationStatus.Done ? length : 1;

    private void TakeAscii(char character, int position)
    {
        if (char.IsAsciiLetter(character))
            TakeWordPart((char)(character | 0x20), position, position + 1, isLetter: true);
        else if (char.IsAsciiDigit(character))
            TakeWordPart(character, position, position + 1, isLetter: false);
        else
            TakeSeparator(Folding.IsApostrophe(character) ? '\'' : character);
    }

    private void TakeCluster(int position, int next)
    {
        foreach (var rune in Folding.Fold(text.AsSpan(position, next - position)).EnumerateRunes())
        {
            if (Folding.IsMark(rune))
                TakeMark(rune, next);
            else if (!Rune.IsLetter(rune) && !Rune.IsNumber(rune))
                TakeSeparator(rune.IsBmp ? (char)rune.Value : '\uFFFD');
            else if (UnspacedScripts.Contains(rune))
                TakeUnspaced(rune, position, next);
            else
                TakeWordPart(rune, position, next, Rune.IsLetter(rune));
        }
    }

    /// <summary>A mark without a letter or number before it is a part of no word.</summary>
    private void TakeMark(Rune mark, int next)
    {
        if (wordLength == 0 || hasApostrophe)
            return;
        Append(mark);
        end = next;
    }

    private void TakeUnspaced(Rune letter, int position, int next)
    {
        EndWord();
        BeginWord(position, isOfUnspacedScript: true);
        Append(letter);
        end = next;
    }

    private void TakeWordPart(char character, int position, int next, bool isLetter)
    {
        Continue(position, isLetter);
        Append(character);
        (end, endsWithLetter) = (next, isLetter);
    }

    private void TakeWordPart(Rune rune, int position, int next, bool isLetter)
    {
        Continue(position, isLetter);
        Append(rune);
        (end, endsWithLetter) = (next, isLetter);
    }

    private void Continue(int position, bool isLetter)
    {
        if (wordLength > 0 && (isUnspaced || (hasApostrophe && !isLetter)))
            EndWord();
        if (wordLength == 0)
            BeginWord(position, isOfUnspacedScript: false);
        else if (hasApostrophe)
            Append('\'');
        hasApostrophe = false;
    }

    private void TakeSeparator(char character)
    {
        if (character == '\'' && wordLength > 0 && endsWithLetter && !hasApostrophe)
            hasApostrophe = true;
        else
            EndWord(isPrefix: character == '*' && !hasApostrophe);
    }

    private void BeginWord(int position, bool isOfUnspacedScript) =>
        (start, isUnspaced, endsWithLetter, hasApostrophe) = (position, isOfUnspacedScript, false, false);

    private void EndWord(bool isPrefix = false)
    {
        if (wordLength > 0)
            words.Add(new FoldedWord(TextOfWord(), start, end, isUnspaced, isPrefix));
        wordLength = 0;
        hasApostrophe = false;
    }

    private string TextOfWord()
    {
        var word = current.AsSpan(0, wordLength);
        if (!known.TryGetValue(word, out var text))
            known.Add(text = word.ToString());
        return text;
    }

    private void Append(Rune rune)
    {
        Span<char> characters = stackalloc char[2];
        foreach (var character in characters[..rune.EncodeToUtf16(characters)])
            Append(character);
    }

    private void Append(char character)
    {
        if (wordLength == current.Length)
            Array.Resize(ref current, 2 * wordLength);
        current[wordLength++] = character;
    }
}
