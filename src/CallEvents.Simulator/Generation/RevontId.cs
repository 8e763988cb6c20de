namespace CallEvents.Simulator.Generation;

/// <summary>Ids in Revont's form: a prefix, then ten characters of time and ten of chance, as in a shortened ULID.</summary>
internal static class RevontId
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string ForCall(DateTimeOffset at, Dice dice) => string.Create(25, (at, dice), static (text, source) =>
    {
        "call_".CopyTo(text);
        var milliseconds = source.at.ToUnixTimeMilliseconds();
        for (var place = 14; place >= 5; place--, milliseconds >>= 5)
            text[place] = Alphabet[(int)(milliseconds & 31)];

        Fill(text[15..], source.dice);
    });

    public static string ForRep(Dice dice) => string.Create(15, dice, static (text, dice) =>
    {
        "user_01HX".CopyTo(text);
        Fill(text[9..], dice);
    });

    private static void Fill(Span<char> text, Dice dice)
    {
        foreach (ref var character in text)
            character = Alphabet[dice.Below(32)];
    }
}
