using CallEvents.ServiceDefaults.Files;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.People;

/// <summary>The people of the people file, as it is now; empty without a file.</summary>
public sealed class PeopleSource : IWatchedFile
{
    private readonly WatchedFile<PeopleSet> file;

    /// <param name="options">The file's name.</param>
    /// <exception cref="OptionsValidationException">The file is invalid.</exception>
    public PeopleSource(IOptions<PeopleOptions> options)
    {
        var name = options.Value.File;
        file = new($"{PeopleOptions.Section}:{nameof(PeopleOptions.File)}", name, text => PeopleFile.Parse(text, name!), PeopleSet.Empty);
    }

    /// <summary>The people of the newest valid file.</summary>
    public PeopleSet Current => file.Current;

    public string Setting => file.Setting;

    public string? Problem => file.Problem;

    public IReadOnlyList<string>? Refresh() => file.Refresh();
}
