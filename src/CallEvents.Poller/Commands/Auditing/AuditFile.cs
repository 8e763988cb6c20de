using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>The file that an audit is written to, in the format of its name.</summary>
internal sealed class AuditFile
{
    private static readonly Dictionary<string, Func<AuditReport, string>> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = report => AuditHtml.Format(report.ToPage()),
        [".md"] = report => AuditMarkdown.Format(report.ToPage()),
        [".json"] = report => report.ToJson() + "\n",
    };

    private readonly string option;
    private readonly string path;
    private readonly Func<AuditReport, string> format;

    private AuditFile(string option, string path, Func<AuditReport, string> format) =>
        (this.option, this.path, this.format) = (option, path, format);

    /// <summary>Checked before the audit, which takes long.</summary>
    /// <exception cref="CommandUsageException">Its name has another ending, or its folder does not exist.</exception>
    public static AuditFile For(string option, string path)
    {
        if (!Formats.TryGetValue(Path.GetExtension(path), out var format))
            throw new CommandUsageException(option, $"'{path}'", "a name that ends with .html, .md or .json");
        return Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))
            ? new AuditFile(option, path, format)
            : throw new CommandUsageException(option, $"'{path}'", "a file in a folder that exists");
    }

    public async Task WriteAsync(AuditReport report, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(path, format(report), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{option}: cannot write '{path}'");
        }
    }
}
