using Weir.Sdk.Settings;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Intervals and units of time.</summary>
internal sealed partial class Parser
{
    /// <summary><c>x + INTERVAL 1 DAY</c>, after the sign.</summary>
    private Node AddInterval(Node time, Token sign, bool subtract)
    {
        ExpectWord("INTERVAL");
        var amount = Expression();
        return Finish(new DateAddNode(time, amount, Unit(), subtract) { At = sign.At });
    }

    /// <summary><c>INTERVAL 1 DAY + x</c>, after its first word.</summary>
    private Node IntervalFirst(Token token)
    {
        var amount = Expression();
        var unit = Unit();
        Expect("+");
        return Finish(new DateAddNode(Expression(Product), amount, unit, subtract: false) { At = token.At });
    }

    private Node DateAdd(string word, Token token)
    {
        var time = Expression();
        Expect(",");
        var subtract = word is "DATE_SUB" or "SUBDATE";
        if (!TakeWord("INTERVAL"))
        {
            if (word is "DATE_ADD" or "DATE_SUB")
                throw Wrong($"{word} takes INTERVAL n UNIT: {word}(date, INTERVAL 1 DAY)", Peek.At);
            var days = Expression();
            Expect(")");
            return Finish(new DateAddNode(time, days, TimeUnit.Day, subtract) { At = token.At });
        }
        var amount = Expression();
        var unit = Unit();
        Expect(")");
        return Finish(new DateAddNode(time, amount, unit, subtract) { At = token.At });
    }

    private Node TimestampUnits(string word, Token token)
    {
        var unit = Unit();
        Expect(",");
        var first = Expression();
        Expect(",");
        var second = Expression();
        Expect(")");
        return Finish(
            word is "TIMESTAMPADD"
                ? new DateAddNode(second, first, unit, subtract: false) { At = token.At }
                : new TimestampDiffNode(unit, first, second) { At = token.At }
        );
    }

    private TimeUnit Unit()
    {
        var token = Take();
        var word = token.Text.StartsWith("SQL_TSI_", StringComparison.OrdinalIgnoreCase) ? token.Text["SQL_TSI_".Length..] : token.Text;
        var name = word.Replace("_", "", StringComparison.Ordinal);
        if (token.Kind == TokenKind.Word && Enum.TryParse<TimeUnit>(name, ignoreCase: true, out var unit) && !char.IsDigit(name[0]))
            return unit;
        throw Wrong(
            $"{token.Shown} is no unit of time{DidYouMean.Suffix(token.Text, Enum.GetNames<TimeUnit>())}; write for example DAY, MONTH, HOUR",
            token.At
        );
    }
}
