using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CallEvents.Poller.Ledger.Schema;

/// <summary>How values are stored and columns are named, on both databases.</summary>
internal static class TableConventions
{
    /// <summary>Times are microseconds since 1970 in UTC, and durations are microseconds.</summary>
    public static void Convert(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTimeOffset>().HaveConversion<Microseconds>();
        configuration.Properties<TimeSpan>().HaveConversion<Duration>();
    }

    public static void NameColumns(ModelBuilder model)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(SnakeCase(property.Name));
    }

    /// <summary>A time as it is stored, for SQL by hand.</summary>
    public static long Stored(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static string SnakeCase(string name) =>
        name.Aggregate(
                new StringBuilder(),
                (text, letter) =>
                    char.IsUpper(letter)
                        ? text.Append(text.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(letter))
                        : text.Append(letter)
            )
            .ToString();

    private sealed class Microseconds()
        : ValueConverter<DateTimeOffset, long>(
            time => Stored(time),
            number => DateTimeOffset.UnixEpoch.AddTicks(number * TimeSpan.TicksPerMicrosecond)
        );

    private sealed class Duration()
        : ValueConverter<TimeSpan, long>(
            length => length.Ticks / TimeSpan.TicksPerMicrosecond,
            number => TimeSpan.FromTicks(number * TimeSpan.TicksPerMicrosecond)
        );
}
