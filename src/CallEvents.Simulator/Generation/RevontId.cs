namespace CallEvents.Simulator.Generation;

/// <summary>Generates ids in Revont's format: a prefix, ten characters of time and ten random ones, like a shortened ULID.</summary>
internal static class RevontId
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string ForCall(DateTimeOffset at, SeededRandom random) =>
        string.Create(
            25,
            (at, random),
            static (text, source) =>
            {
                "call_".CopyTo(text);
                var milliseconds = source.at.ToUnixTimeMilliseconds();
                for (var index = 14; index >= 5; index--, milliseconds >>= 5)
                    text[index] = Alphabet[(int)(milliseconds & 31)];

                Fill(text[15..], source.random);
            }
        );

    public static string ForRep(SeededRandom random) =>
        string.Create(
            15,
            random,
            static (text, random) =>
            {
                "user_01HX".CopyTo(text);
                Fill(text[9..], random);
            }
        );

    private static void Fill(Span<char> text, SeededRandom random)
    {
        foreach (ref var character in text)
            character = Alphabet[random.NextBelow(32)];
    }
}
