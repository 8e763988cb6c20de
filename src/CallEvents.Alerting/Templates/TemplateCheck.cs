using CallEvents.ServiceDefaults.Yaml;
using Fluid.Ast;
using Fluid.Values;

namespace CallEvents.Alerting.Templates;

/// <summary>Finds the names in a template that nothing has, in every branch of it.</summary>
/// <param name="filters">The known filters.</param>
internal sealed class TemplateCheck(IReadOnlyCollection<string> filters) : AstVisitor
{
    private const int LargestRange = 100;

    private readonly Dictionary<string, TemplateShape> known = new(TemplateShape.Message.Members!);
    private readonly List<string> problems = [];

    public IReadOnlyList<string> Problems => problems;

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        _ = ShapeOf(memberExpression, problems);
        foreach (var indexer in memberExpression.Segments.OfType<IndexerSegment>())
            Visit(indexer.Expression);
        return memberExpression;
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        if (!filters.Contains(filterExpression.Name))
            problems.Add($"unknown filter '{filterExpression.Name}'{Nearest(filterExpression.Name, filters)}");
        return base.VisitFilterExpression(filterExpression);
    }

    /// <summary>A range is made as a list before any limit on steps can count.</summary>
    protected override Expression VisitRangeExpression(RangeExpression rangeExpression)
    {
        if (NumberOf(rangeExpression.From) is not { } from || NumberOf(rangeExpression.To) is not { } to || to - from >= LargestRange)
            problems.Add($"a range other than one between two numbers with {LargestRange} values at most, such as (1..3)");
        return base.VisitRangeExpression(rangeExpression);
    }

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        var result = base.VisitAssignStatement(assignStatement);
        known[assignStatement.Identifier] = ShapeOf(assignStatement.Value);
        return result;
    }

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
    {
        var result = base.VisitCaptureStatement(captureStatement);
        known[captureStatement.Identifier] = TemplateShape.Plain;
        return result;
    }

    protected override Statement VisitIncrementStatement(IncrementStatement incrementStatement)
    {
        known.TryAdd(incrementStatement.Identifier, TemplateShape.Any);
        return base.VisitIncrementStatement(incrementStatement);
    }

    protected override Statement VisitDecrementStatement(DecrementStatement decrementStatement)
    {
        known.TryAdd(decrementStatement.Identifier, TemplateShape.Any);
        return base.VisitDecrementStatement(decrementStatement);
    }

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        foreach (var expression in (Expression?[])[forStatement.Source, forStatement.Range, forStatement.Limit, forStatement.Offset])
        {
            if (expression is not null)
                Visit(expression);
        }

        var element = forStatement.Source is { } source ? ShapeOf(source).Element : null;
        var outside = new Dictionary<string, TemplateShape>(known);
        known[forStatement.Identifier] = element ?? TemplateShape.Any;
        known["forloop"] = TemplateShape.Loop;
        foreach (var statement in forStatement.Statements)
            Visit(statement);

        // What the body assigns stays known after it, in Liquid too.
        foreach (var name in (string[])[forStatement.Identifier, "forloop"])
        {
            known.Remove(name);
            if (outside.TryGetValue(name, out var shape))
                known[name] = shape;
        }

        if (forStatement.Else is { } otherwise)
            Visit(otherwise);
        return forStatement;
    }

    private static decimal? NumberOf(Expression expression) =>
        expression is LiteralExpression { Value: NumberValue number } ? number.ToNumberValue() : null;

    private static string? Nearest(string found, IEnumerable<string> known, string prefix = "") =>
        NearestName.Find(found, known) is { } nearest ? $"; did you mean {prefix}{nearest}?" : null;

    /// <summary>An e-mail address is there by mistake, and problems go to the log.</summary>
    private static string Show(string name) => name.Contains('@', StringComparison.Ordinal) ? "with @" : $"'{name}'";

    private static string Hint(string found, IReadOnlyCollection<string> known, string prefix) =>
        Nearest(found, known, prefix)
        ?? $"; known are {string.Join(", ", known.Order(StringComparer.Ordinal).Select(name => prefix + name))}";

    private TemplateShape ShapeOf(Expression expression) =>
        expression switch
        {
            MemberExpression member => ShapeOf(member, found: null),
            FilterExpression { Name: "first" or "last" } filter => ShapeOf(filter.Input).Element ?? TemplateShape.Any,
            FilterExpression { Name: "sort" or "reverse" or "where" or "uniq" or "compact" } filter => ShapeOf(filter.Input),
            _ => TemplateShape.Any,
        };

    private TemplateShape ShapeOf(MemberExpression expression, List<string>? found)
    {
        var (shape, path) = ((TemplateShape?)null, "");
        foreach (var segment in expression.Segments)
        {
            var name = segment switch
            {
                IdentifierSegment identifier => identifier.Identifier,
                IndexerSegment { Expression: LiteralExpression { Value: StringValue text } } => text.ToStringValue(),
                _ => null,
            };
            if (name is null)
            {
                // A number, or what only the rendering can know.
                (shape, path) = (shape?.Element ?? TemplateShape.Any, $"{path}[]");
                continue;
            }

            var names = shape is null ? known : shape.Members;
            if (names is null)
                return TemplateShape.Any;
            var prefix = shape is null ? "" : $"{path}.";
            if (!names.TryGetValue(name, out var next))
            {
                found?.Add($"unknown name {Show(prefix + name)}{Hint(name, [.. names.Keys], prefix)}");
                return TemplateShape.Any;
            }

            (shape, path) = (next, prefix + name);
        }

        return shape ?? TemplateShape.Any;
    }
}
