namespace CallEvents.ServiceDefaults.Files;

/// <summary>An optional configuration file that is read again when its content changes.</summary>
public interface IWatchedFile
{
    /// <summary>The setting with the file's name, such as <c>People:File</c>.</summary>
    string Setting { get; }

    /// <summary>What is wrong with the file as it is now, while the content before is in use; null when nothing is.</summary>
    string? Problem { get; }

    /// <summary>What of the content in use has no effect, and why, in one line without personal data; null for nothing.</summary>
    string? Warning => null;

    /// <summary>Reads the file and, if its content differs, takes it or reports its problems.</summary>
    /// <returns>Null when nothing changed, else the problems of the new content: none if it is in use now.</returns>
    IReadOnlyList<string>? Refresh();
}
