using CallEvents.ServiceDefaults.Files;

namespace CallEvents.CrmUpdater.Mapping;

/// <summary>The mapping of the mapping file, as it is now; the built-in one without a file.</summary>
internal sealed class CallMappingSource : IWatchedFile
{
    private readonly WatchedFile<CallMapping> file;

    /// <param name="name">The file's name (setting <c>Crm:MappingFile</c>); null or empty for none.</param>
    /// <param name="builtIn">The adapter's own table.</param>
    /// <param name="unmapped">Gets the values that a translation does not list.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The file is invalid.</exception>
    public CallMappingSource(string? name, IReadOnlyList<MappedProperty> builtIn, UnmappedValues unmapped)
    {
        file = new("Crm:MappingFile", name, Parse, new CallMapping(builtIn, unmapped));

        FileContent<CallMapping> Parse(string text)
        {
            var (properties, problems) = MappingFile.Parse(text, name!, builtIn);
            return new(properties is null ? null : new CallMapping(properties, unmapped), problems);
        }
    }

    /// <summary>The newest valid mapping.</summary>
    public CallMapping Current => file.Current;

    public string Setting => file.Setting;

    public string? Problem => file.Problem;

    public IReadOnlyList<string>? Refresh() => file.Refresh();
}
