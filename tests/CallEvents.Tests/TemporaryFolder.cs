namespace CallEvents.Tests;

/// <summary>Folders for files that a test need not look after: they are gone when the test process ends.</summary>
internal static class TemporaryFolder
{
    private static readonly string Root = CreateRoot();
    private static int folders;

    public static string Create() => Directory.CreateDirectory(Path.Combine(Root, $"{Interlocked.Increment(ref folders)}")).FullName;

    private static string CreateRoot()
    {
        var root = Directory.CreateTempSubdirectory("callevents-tests-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(root);
        return root;
    }

    private static void Remove(string root)
    {
        try
        {
            Directory.Delete(root, recursive: true);
        }
        catch (IOException)
        {
            // Somebody writes to it to the last. That is for the machine to clean up, and no reason to fail all tests.
        }
    }
}
