using Weir.Engine.Ledger.Search;
using Weir.Storage.Embedded.Search;
using Xunit;

namespace Weir.Tests.Ledger;

public sealed class TextTests
{
    [Theory]
    [InlineData("编码值[CUST0001]在系统中不存在", "编码值[…]在系统中不存在")]
    [InlineData("客户“示例公司”的税号 91320500MA1XYZ 重复", "客户“…”的税号 … 重复")]
    [InlineData("line 17: value 3.50 > limit 2", "line …: value … > limit …")]
    [InlineData("Document 8f14e45f-ceea-467f-a2a5-0d2e1f0a77aa was refused at 2026-03-01 04:00:00", "Document … was refused at … …")]
    [InlineData("it's wrong", "it's wrong")]
    [InlineData("a\r\n\tb\0c", "a b c")]
    [InlineData("１２３号", "…号")]
    [InlineData("", "")]
    public void Texts_of_one_reason_become_one(string text, string normal) => Assert.Equal(normal, ErrorText.Normal(text));

    [Fact]
    public void A_long_text_is_cut_and_never_in_the_middle_of_a_character()
    {
        var normal = ErrorText.Normal(string.Concat(Enumerable.Repeat("😀", 100_000)));
        Assert.Equal(ErrorText.Longest, normal.Length);
        Assert.False(char.IsHighSurrogate(normal[^1]));
        // A quote that is never closed is a character like others, and takes no time.
        Assert.Equal(ErrorText.Longest, ErrorText.Normal(new string('"', 1_000_001)).Length, tolerance: 1);
    }

    [Theory]
    [InlineData("深圳市华北科技有限公司", "华北")]
    [InlineData("深圳市华北科技有限公司", "华北科技")]
    [InlineData("ACME (Shenzhen) 科技 Ltd", "shenzhen) 科技")]
    [InlineData("ACME (Shenzhen) 科技 Ltd", "me (shenzhen) 科")]
    [InlineData("订单A100已关闭", "单a100")]
    [InlineData("订单A100已关闭", "已关闭")]
    public void What_a_text_holds_is_among_its_words(string text, string part)
    {
        var words = Words.Of(text).Split(' ').ToHashSet(StringComparer.Ordinal);
        Assert.Contains(part, text.ToLowerInvariant(), StringComparison.Ordinal);
        var asked = Words.Query(part)!.Split(" AND ").Select(token => token.Trim('"'));
        Assert.All(asked, token => Assert.Contains(token, words));
    }

    [Theory]
    [InlineData("")]
    [InlineData("😀")]
    [InlineData("'\"; --")]
    [InlineData("%_*?()^")]
    [InlineData("\0")]
    [InlineData("\ud800")]
    [InlineData("科")]
    public void A_text_without_words_asks_for_nothing(string text) => Assert.Null(Words.Query(text));
}
