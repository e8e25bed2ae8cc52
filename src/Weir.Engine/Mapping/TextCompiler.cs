using System.Text;
using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping;

/// <summary>Compiles any text that a mapping value may hold to one node: an expression, a template, or a constant.</summary>
internal static class TextCompiler
{
    /// <exception cref="ExpressionException">It is not well formed.</exception>
    public static Node ToNode(string text, CompileContext context)
    {
        if (Template.IsExpression(text, out var start))
            return Parser.Parse(text, start, context);
        var parts = Template.Parse(text, out var problem, out var at);
        if (problem is not null)
            throw new ExpressionException(problem, at, text);
        if (parts is [{ Kind: not TemplatePartKind.Text } only])
            return Part(only, context);
        return parts.Count == 0 ? new ConstantNode(Value.Of(""u8)) : new TextPartsNode([.. parts.Select(part => Part(part, context))]);
    }

    private static Node Part(TemplatePart part, CompileContext context) =>
        part.Kind switch
        {
            TemplatePartKind.Path => new ReferenceNode(context.Scope.Find(part.Text, part.Format)),
            TemplatePartKind.Variable => context.Variable(part.Text, part.Format, 0),
            _ => new ConstantNode(Value.Of(Encoding.UTF8.GetBytes(part.Text))),
        };
}
