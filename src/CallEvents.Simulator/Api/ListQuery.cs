using System.Globalization;
using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Api;

/// <summary>The parameters of a list request. Unknown parameters are ignored.</summary>
internal sealed record ListQuery(int Limit, string? Cursor, CallFilter Filter)
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    /// <summary>Parses the query string; returns null and the first error when it is invalid.</summary>
    public static ListQuery? Read(IQueryCollection query, out ApiError? error)
    {
        error = null;
        var reader = new Reader(query);
        var read = new ListQuery(
            reader.Read<int?>("limit", text => ReadLimit(text), $"a whole number from 1 to {MaxLimit}") ?? DefaultLimit,
            reader.Read("cursor", text => text, "a cursor"),
            new CallFilter(
                reader.Read("from", Timestamp.Read, Timestamp.Expected),
                reader.Read("to", Timestamp.Read, Timestamp.Expected),
                reader.Read("rep_id", text => text.Length > 0 ? text : null, "a user id"),
                reader.Read("outcome", ReadOutcome, "won, lost, follow_up or no_outcome")
            )
        );

        error = reader.Error;
        return error is null ? read : null;
    }

    private static int? ReadLimit(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit ? limit : null;

    private static string? ReadOutcome(string text) => text is "won" or "lost" or "follow_up" or "no_outcome" ? text : null;

    /// <summary>Reads parameters and keeps the first error.</summary>
    private sealed class Reader(IQueryCollection query)
    {
        public ApiError? Error { get; private set; }

        public T? Read<T>(string name, Func<string, T?> parse, string expected)
        {
            if (query[name] is not { Count: > 0 } values)
                return default;

            // A repeated parameter is ambiguous.
            if (values.Count == 1 && parse(values[0] ?? "") is { } value)
                return value;

            Error ??= ApiError.InvalidParameter(name, values.ToString(), expected);
            return default;
        }
    }
}
