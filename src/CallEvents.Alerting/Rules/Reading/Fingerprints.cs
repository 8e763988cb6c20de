using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Hashes conditions by what they mean: lists of the file are in it, and how the file is laid out is not.</summary>
internal static class Fingerprints
{
    /// <summary>64 hexadecimal digits.</summary>
    public static string Of(IReadOnlyList<Condition> conditions) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical("when", [.. conditions.Select(Canonical)]))));

    private static string Canonical(Condition condition) =>
        condition switch
        {
            Condition.TextField text => Canonical($"{text.Field}", Texts(text.In), Texts(text.NotIn), $"{text.IsEmpty}"),
            Condition.NumberField number => Canonical($"{number.Field}", Canonical(number.Limits), $"{number.IsEmpty}"),
            Condition.Said said => Canonical(said.IsNegated ? "notSaid" : "said", Canonical(said.Words)),
            Condition.Measured measured => Canonical($"{measured.Measure}", Canonical(measured.By), Canonical(measured.Limits)),
            Condition.Changed changed => Canonical(
                $"changed {changed.Field}",
                Texts(changed.From),
                Texts(changed.To),
                Number(changed.RisesBy),
                Number(changed.DropsBy)
            ),
            Condition.TranscriptState state => Canonical("transcript", $"{state.IsReady}"),
            Condition.Group group => Canonical($"{group.Kind}", [.. group.Conditions.Select(Canonical)]),
            _ => throw new InvalidOperationException($"{condition.GetType().Name} has no canonical form."),
        };

    private static string Canonical(Words words) =>
        Canonical(
            "words",
            Texts(words.Any),
            Texts(words.All),
            Texts(words.Near),
            Number(words.Within),
            Number(words.AtLeast),
            Canonical(words.By),
            words.In is { } part ? Canonical($"{part.IsFirst}", Number(part.Seconds), Number(part.Share)) : "",
            $"{words.InQuestion}"
        );

    private static string Canonical(Speaker speaker) => speaker.Name is { } name ? Text(name.ToUpperInvariant()) : "";

    private static string Canonical(Limits limits) =>
        Canonical(
            "limits",
            Number(limits.Below),
            Number(limits.AtMost),
            Number(limits.Above),
            Number(limits.AtLeast),
            Number(limits.EqualTo)
        );

    private static string Canonical(string name, params string[] parts) => $"{name}({string.Join(';', parts)})";

    private static string Texts(IReadOnlyList<string>? texts) => texts is null ? "" : $"[{string.Join(',', texts.Select(Text))}]";

    /// <summary>With its length before it, so that no text can look like two.</summary>
    private static string Text(string text) => string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}");

    private static string Number(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
