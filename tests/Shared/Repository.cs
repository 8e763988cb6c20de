namespace CallEvents.TestSupport;

/// <summary>Where the files of the repository are, for tests that hold them to what the code does.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution, found upwards from the test's own.</summary>
    public static string Root { get; } = Find();

    public static string Contracts => Path.Combine(Root, "contracts", "CallEvents.Contracts");

    public static string Shared => Path.Combine(Root, "tests", "Shared");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CallEvents.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No CallEvents.sln in {AppContext.BaseDirectory} or above it: run the tests inside the repository.");
    }
}
