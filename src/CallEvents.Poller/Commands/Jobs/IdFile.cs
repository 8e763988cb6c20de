namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Reads ids of calls, one a line.</summary>
internal static class IdFile
{
    /// <param name="path">The file; <c>-</c> for stdin.</param>
    /// <param name="context">The command.</param>
    /// <returns>Each id once, in the order of the file.</returns>
    public static async Task<IReadOnlyList<string>> ReadAsync(string path, CommandContext context)
    {
        var text = await ReadTextAsync(path, context);
        var ids = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal);
        List<string> found = [.. ids];
        return found.Count > 0 ? found : throw new CommandUsageException("--ids", $"no line in '{path}'", "the id of a call in each line");
    }

    private static async Task<string> ReadTextAsync(string path, CommandContext context)
    {
        if (path == "-")
            return await context.Input.ReadToEndAsync(context.Stopping);
        try
        {
            return await File.ReadAllTextAsync(path, context.Stopping);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandUsageException("--ids", $"'{path}', which cannot be read", "a file with the id of a call in each line");
        }
    }
}
