using System.Collections;
using Fluid.Values;

namespace CallEvents.Alerting.Templates;

/// <summary>Makes Liquid's values of a message's data: copies, so that a template can reach nothing else.</summary>
internal static class TemplateValue
{
    public static FluidValue Of(object? value) =>
        value switch
        {
            null => NilValue.Instance,
            string text => new StringValue(text),
            double number => OfNumber(number),
            DateTimeOffset time => new DateTimeValue(time.ToUniversalTime()),
            IEnumerable list => new ArrayValue([.. list.Cast<object?>().Select(Of)]),
            _ => new DictionaryValue(new FluidValueDictionaryFluidIndexable(Members(value))),
        };

    /// <summary>The members of a record, by their names in templates.</summary>
    public static Dictionary<string, FluidValue> Members(object value) =>
        TemplateShape
            .PropertiesOf(value.GetType())
            .ToDictionary(property => property.Name, property => Of(property.Property.GetValue(value)));

    /// <summary>Liquid's numbers are decimal; what does not fit one is not known.</summary>
    private static FluidValue OfNumber(double number) => Math.Abs(number) < 1e15 ? NumberValue.Create((decimal)number) : NilValue.Instance;
}
