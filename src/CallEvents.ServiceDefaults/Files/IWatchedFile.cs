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

    /// <summary>Reads the file. Takes a change that the last look has found as well, or reports its problems.</summary>
    /// <returns>
    /// Null when nothing changed, or may be written still, else the problems of the new content: none if it is in use now.
    /// </returns>
    IReadOnlyList<string>? Refresh();
}
