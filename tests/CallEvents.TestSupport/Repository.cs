namespace CallEvents.TestSupport;

/// <summary>Paths of the repository's files, for tests that compare them with the code.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution, found by walking up from the test's own folder.</summary>
    public static string Root { get; } = Find();

    public static string Contracts => Path.Combine(Root, "contracts", "CallEvents.Contracts");

    /// <summary>Worked examples of message ids: their inputs, and the ids that follow from them.</summary>
    public static string MessageIds => Path.Combine(Root, "tests", "CallEvents.TestSupport", "message-ids.json");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CallEvents.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException(
            $"No CallEvents.sln in or above {AppContext.BaseDirectory}: run the tests inside the repository."
        );
    }
}
