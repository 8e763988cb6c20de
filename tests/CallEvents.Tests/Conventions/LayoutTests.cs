using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CallEvents.Alerting;
using CallEvents.CrmUpdater;
using CallEvents.LedgerSpecs;
using CallEvents.Local;
using CallEvents.Poller;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Hosting;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Conventions;

/// <summary>Reads the code, and holds what makes it easy to find and to read.</summary>
public sealed partial class LayoutTests
{
    private const int MaxColumns = 140;
    private const int MaxLines = 250;
    private const int MaxParameters = 7;

    private static readonly Assembly[] Assemblies =
    [
        typeof(PollerRegistration).Assembly,
        typeof(RevontOptions).Assembly,
        typeof(ServiceHost).Assembly,
        typeof(CrmUpdaterRegistration).Assembly,
        typeof(AlertingRegistration).Assembly,
        typeof(RevontSimulator).Assembly,
        typeof(LocalOptions).Assembly,
        typeof(Contracts.Call).Assembly,
        typeof(LedgerSpec).Assembly,
        typeof(Repository).Assembly,
        typeof(LayoutTests).Assembly,
    ];

    /// <summary>The table in the architecture document, from the top: a folder may use those in the rows below it.</summary>
    [Fact]
    public void The_pollers_folders_depend_downwards_only()
    {
        var floors = FolderRow()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md")))
            .SelectMany((row, floor) => FolderName().Matches(row.Value).Select(name => (Name: name.Groups[1].Value, Floor: floor)))
            .ToDictionary(folder => folder.Name, folder => folder.Floor);
        floors.Keys.ShouldBe(FoldersOf("CallEvents.Poller"), ignoreOrder: true);

        Uses("CallEvents.Poller")
            .Where(use => floors[use.Used] <= floors[use.User])
            .Select(use => $"{use.File} uses {use.Used}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_two_folders_of_a_project_depend_on_each_other()
    {
        foreach (
            var project in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(path => Path.GetFileName(path)!)
        )
        {
            var uses = Uses(project).ToLookup(use => use.User, use => use.Used);
            foreach (var folder in FoldersOf(project))
                Reachable(folder, uses).ShouldNotContain(folder, $"{project}/{folder} depends on itself through other folders");
        }
    }

    [Fact]
    public void Namespaces_match_folders() =>
        SourceFile
            .All.Where(file => file.Namespace is { } name && name != file.DottedFolder)
            .Select(file => $"{file.Path}: {file.Namespace}")
            .ShouldBeEmpty();

    [Fact]
    public void No_line_is_wider_than_140_columns() =>
        SourceFile
            .All.SelectMany(file => file.Lines.Select((line, index) => (Place: $"{file.Path}:{index + 1}", line.Length)))
            .Where(line => line.Length > MaxColumns)
            .Select(line => $"{line.Place}: {line.Length}")
            .ShouldBeEmpty();

    [Fact]
    public void No_file_is_longer_than_250_lines() =>
        SourceFile.All.Where(file => file.Lines.Count > MaxLines).Select(file => $"{file.Path}: {file.Lines.Count}").ShouldBeEmpty();

    [Fact]
    public void No_constructor_has_more_than_seven_parameters() =>
        Assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)))
            .SelectMany(type => type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
            .Where(constructor => constructor.GetParameters().Length > MaxParameters)
            .Select(constructor => $"{constructor.DeclaringType}: {constructor.GetParameters().Length}")
            .ShouldBeEmpty();

    private static IReadOnlyList<string> FoldersOf(string project) =>
        [.. FilesOf(project).Select(Folder).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The uses of one folder by another in a project. Folders of the first level: those below belong together.</summary>
    private static IEnumerable<(string File, string User, string Used)> Uses(string project) =>
        from file in FilesOf(project)
        let user = Folder(file)
        where user is not null
        from name in file.UsedNamespaces
        where name.StartsWith($"{project}.", StringComparison.Ordinal)
        let used = name.Split('.')[project.Split('.').Length]
        where used != user && FoldersOf(project).Contains(used)
        select (file.Path, user, used);

    private static IEnumerable<SourceFile> FilesOf(string project) =>
        SourceFile.All.Where(file => file.Path.StartsWith($"src/{project}/", StringComparison.Ordinal));

    /// <summary>Null in the project's root: the composition, which may use all.</summary>
    private static string? Folder(SourceFile file) => file.Path.Split('/') is [_, _, var folder, _, ..] ? folder : null;

    private static HashSet<string> Reachable(string folder, ILookup<string, string> uses)
    {
        var reachable = new HashSet<string>();
        var open = new Stack<string>(uses[folder]);
        while (open.TryPop(out var next))
        {
            if (reachable.Add(next))
            {
                foreach (var further in uses[next])
                    open.Push(further);
            }
        }

        return reachable;
    }

    [GeneratedRegex(@"^\| `[A-Z]\w+`.*?\|", RegexOptions.Multiline)]
    private static partial Regex FolderRow();

    [GeneratedRegex("`([A-Z][A-Za-z]+)`")]
    private static partial Regex FolderName();
}
