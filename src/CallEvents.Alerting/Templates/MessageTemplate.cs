using System.Diagnostics.CodeAnalysis;
using Fluid;

namespace CallEvents.Alerting.Templates;

/// <summary>
/// A rule's <c>message</c>: Liquid over <see cref="MessageData"/>, plain text, without files, and with limits on its steps and length.
/// </summary>
internal static class MessageTemplate
{
    /// <summary>The longest text that a template renders; a longer one is cut.</summary>
    public const int LongestText = TemplateLimits.MaxSize;

    private const int LongestTemplate = 4_000;

    /// <summary>Tags that read files, that write HTML, or whose content Fluid's visitors do not see.</summary>
    private static readonly string[] RemovedTags = ["include", "render", "tablerow", "liquid"];

    private static readonly FluidParser Parser = CreateParser();
    private static readonly TemplateOptions Options = TemplateLimits.Create();

    /// <summary>What is wrong with a template, a line each: it cannot be parsed, or uses an unknown name or filter.</summary>
    public static IReadOnlyList<string> Problems(string template)
    {
        if (template.Length > LongestTemplate)
            return [$"a template of {template.Length} characters, expected {LongestTemplate} at most"];
        if (!Parser.TryParse(template, out var parsed, out var error))
            return [error.Split('\n')[0].Trim()];

        var check = new TemplateCheck([.. Options.Filters.Select(filter => filter.Key)]);
        check.VisitTemplate(parsed);
        return [.. check.Problems.Distinct()];
    }

    /// <summary>The text; null when the template fails or renders nothing, so that the default text takes its place.</summary>
    /// <param name="template">The template.</param>
    /// <param name="data">What it reads.</param>
    /// <param name="now">The time that its filters take for the present one.</param>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Filters fail in many ways, by a division by zero or a wrong format, and none may stop an alert"
    )]
    public static string? Render(string template, MessageData data, DateTimeOffset now)
    {
        if (!Parser.TryParse(template, out var parsed, out _))
            return null;

        var context = new TemplateContext(Options) { Now = () => now };
        foreach (var (name, value) in TemplateValue.Members(data))
            context.SetValue(name, value);

        using var writer = new LimitedWriter(LongestText);
        try
        {
            // Nothing here waits: the values are copies in memory.
            parsed.RenderAsync(writer, NullEncoder.Default, context).AsTask().GetAwaiter().GetResult();
        }
        catch (TextLimitException)
        {
            // What is there until then is the text.
        }
        catch (Exception)
        {
            return null;
        }

        return writer.ToString().Trim() is { Length: > 0 } text ? text : null;
    }

    private static FluidParser CreateParser()
    {
        var parser = new FluidParser(new FluidParserOptions { AllowFunctions = false });
        foreach (var tag in RemovedTags)
            parser.RegisteredTags.Remove(tag);
        return parser;
    }
}
