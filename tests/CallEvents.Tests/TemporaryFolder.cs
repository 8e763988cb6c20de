namespace CallEvents.Tests;

/// <summary>Creates folders for the files of a test. They are deleted when the test process exits.</summary>
internal static class TemporaryFolder
{
    private static readonly string Root = CreateRoot();
    private static int folders;

    public static string Create() => Directory.CreateDirectory(Path.Combine(Root, $"{Interlocked.Increment(ref folders)}")).FullName;

    private static string CreateRoot()
    {
        var root = Directory.CreateTempSubdirectory("callevents-tests-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(root);
        return root;
    }

    private static void Delete(string root)
    {
        try
        {
            Directory.Delete(root, recursive: true);
        }
        catch (IOException)
        {
            // A process still writes to it. The machine deletes temporary folders; no test has to fail for it.
        }
    }
}
