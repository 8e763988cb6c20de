using Fluid;
using Fluid.Values;

namespace CallEvents.Alerting.Templates;

/// <summary>Keeps a template's work small: steps, and the size of all that it makes on its way.</summary>
internal static class TemplateLimits
{
    /// <summary>Characters of a text, and elements of a list.</summary>
    public const int MaxSize = 2_000;

    private const int MaxSteps = 2_000;
    private const int MaxRecursion = 10;

    /// <summary>Filters that make of a few characters as many as their argument says.</summary>
    private static readonly string[] Unlimited = ["format_string", "format_number"];

    public static TemplateOptions Create()
    {
        var options = new TemplateOptions
        {
            MaxSteps = MaxSteps,
            MaxRecursion = MaxRecursion,
            Assigned = (_, value, _) => new(Checked(value)),
            Captured = (_, value, _) => new(Checked(value)),
        };
        foreach (var name in Unlimited)
            options.Filters.Remove(name);
        foreach (var (name, filter) in options.Filters.ToList())
            options.Filters.AddFilter(name, async (input, arguments, context) => Checked(await filter(input, arguments, context)));
        return options;
    }

    private static FluidValue Checked(FluidValue value) =>
        SizeOf(value) <= MaxSize ? value : throw new InvalidOperationException("a value of the template is too large");

    private static int SizeOf(FluidValue value) =>
        value switch
        {
            StringValue text => text.ToStringValue().Length,
            ArrayValue list => list.Values.Count,
            _ => 0,
        };
}
