using System.Globalization;
using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads the numbers of a rules file: durations, shares, counts.</summary>
internal static partial class ValueReader
{
    public const string Duration = "a duration such as 150s, 2m, 1h30m or 7d";
    public const string Seconds = "a number of seconds or a duration such as 150s, 2m, 1h30m or 7d";
    public const string Share = "a share from 0 to 1, such as 65% or 0.65";
    public const string Number = "a number, without quotes";
    public const int MaxCount = 1_000_000;

    /// <summary>A duration above zero. Null for anything else, which is a problem.</summary>
    public static TimeSpan? ReadDuration(YamlField field)
    {
        if (field.Text(Duration) is not { } text)
            return null;
        if (ParseDuration(text) is { } duration && duration > TimeSpan.Zero)
            return duration;

        field.Wrong(Duration);
        return null;
    }

    /// <summary>Seconds, as a number or a duration. Null for anything else, which is a problem.</summary>
    public static double? ReadSeconds(YamlField field)
    {
        if (field.TryNumber() is { } number)
        {
            if (number >= 0)
                return number;
        }
        else if (field.Text(Seconds) is not { } text)
        {
            return null;
        }
        else if (ParseDuration(text) is { } duration)
        {
            return duration.TotalSeconds;
        }

        field.Wrong(Seconds);
        return null;
    }

    /// <summary>A share from 0 to 1, as a number or a percentage. Null for anything else, which is a problem.</summary>
    public static double? ReadShare(YamlField field)
    {
        if (field.TryNumber() is { } number)
        {
            if (number is >= 0 and <= 1)
                return number;
        }
        else if (field.Text(Share) is not { } text)
        {
            return null;
        }
        else if (ParsePercentage(text) is { } share)
        {
            return share;
        }

        field.Wrong(Share);
        return null;
    }

    public static double? ReadNumber(YamlField field) => field.Number(Number);

    /// <summary>A whole number. Null for anything else, which is a problem.</summary>
    public static int? ReadCount(YamlField field, int least = 1)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {MaxCount}");
        if (field.Number(expected) is not { } number)
            return null;
        if (double.IsInteger(number) && number >= least && number <= MaxCount)
            return (int)number;

        field.Wrong(expected);
        return null;
    }

    /// <summary>A part of a call, such as <c>first 5m</c>. Null for anything else, which is a problem.</summary>
    public static CallPart? ReadPart(YamlField field)
    {
        const string expected = "first or last with a duration or a percentage, such as first 5m or last 25%";
        if (field.Text(expected) is not { } text)
            return null;
        if (Part().Match(text) is { Success: true } part)
        {
            var isFirst = part.Groups[1].Value == "first";
            var amount = part.Groups[2].Value;
            if (ParseDuration(amount) is { } duration && duration > TimeSpan.Zero)
                return new(isFirst, duration.TotalSeconds, Share: null);
            if (ParsePercentage(amount) is { } share and > 0)
                return new(isFirst, Seconds: null, share);
        }

        field.Wrong(expected);
        return null;
    }

    /// <summary>Units from days to seconds, each once with at most five digits; null for anything else.</summary>
    private static TimeSpan? ParseDuration(string text)
    {
        if (text.Length == 0 || DurationText().Match(text) is not { Success: true } match)
            return null;

        var duration = TimeSpan.Zero;
        foreach (var unit in match.Groups.Values.Skip(1).Where(group => group.Success))
            duration += int.Parse(unit.ValueSpan[..^1], CultureInfo.InvariantCulture) * UnitOf(unit.ValueSpan[^1]);
        return duration;
    }

    private static TimeSpan UnitOf(char unit) =>
        unit switch
        {
            'd' => TimeSpan.FromDays(1),
            'h' => TimeSpan.FromHours(1),
            'm' => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromSeconds(1),
        };

    private static double? ParsePercentage(string text) =>
        Percentage().IsMatch(text) ? (double)(decimal.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture) / 100) : null;

    [GeneratedRegex(@"^([0-9]{1,5}d)?([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?\z")]
    private static partial Regex DurationText();

    [GeneratedRegex(@"^(100(\.0{1,6})?|[0-9]{1,2}(\.[0-9]{1,6})?)%\z")]
    private static partial Regex Percentage();

    [GeneratedRegex(@"^(first|last) ([^ ]+)\z")]
    private static partial Regex Part();
}
