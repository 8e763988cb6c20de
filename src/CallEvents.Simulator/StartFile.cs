using System.Globalization;

namespace CallEvents.Simulator;

/// <summary>Persists the instant at which a workspace was first served, so that a restart continues the same workspace.</summary>
internal static class StartFile
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Reads the stored instant, or stores the current one. Returns null without a file, or with an error.</summary>
    public static DateTimeOffset? ReadOrCreate(string option, string? file, out OptionError? error)
    {
        error = null;
        if (file is null)
            return null;

        try
        {
            if (!File.Exists(file))
                File.WriteAllText(file, TimeProvider.System.GetUtcNow().ToString(Format, CultureInfo.InvariantCulture));

            var text = File.ReadAllText(file).Trim();
            if (DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start))
                return start;

            error = new(option, $"'{text}' in '{file}'", "an instant such as 2026-03-01T12:00:00Z");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            error = new(option, $"'{file}'", "a file that can be read and written");
        }

        return null;
    }
}
