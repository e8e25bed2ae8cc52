using Weir.Engine.Import.Qeasy;
using Xunit;

namespace Weir.Tests.Import;

public sealed class TemplateRepairTests
{
    [Theory]
    [InlineData("{{LAST_SYNC_TIME datetime}}", "{{LAST_SYNC_TIME|datetime}}", 1)]
    [InlineData("{{LAST_SYNC_TIMEdatetime}}", "{{LAST_SYNC_TIME|datetime}}", 1)]
    [InlineData("{{DAYS_AGO_7 date}}", "{{DAYS_AGO_7|date}}", 1)]
    [InlineData("{{LAST_SYNC_TIME|dateTime}}", "{{LAST_SYNC_TIME|datetime}}", 0)]
    [InlineData("{{lastSyncTime|datetime}}", "{{LAST_SYNC_TIME|datetime}}", 1)]
    [InlineData("{{stockin_time|dateTime}}", "{{stockin_time|datetime}}", 0)]
    [InlineData("{{consign_time date}}", "{{consign_time|date}}", 1)]
    [InlineData("{{a|money}}", "{{a}}", 1)]
    [InlineData("{{{a}}}", "{{a}}", 1)]
    [InlineData("{{a}", "{{a}}", 1)]
    [InlineData("{a}}", "{{a}}", 1)]
    [InlineData("x {{a", "x {{a}}", 1)]
    [InlineData("{{ a }}-{{}}", "{{a}}-", 1)]
    [InlineData("{{店铺编号}}{{10086}}{{refund!no}}", "{{店铺编号}}{{10086}}{{refund!no}}", 0)]
    [InlineData("_function case '{{a}}' when '1' then '{' else '}' end", "_function case '{{a}}' when '1' then '{' else '}' end", 0)]
    [InlineData("{random}", "{random}", 0)]
    [InlineData("findCollection find A from b where C={{d}}", "_findCollection find A from b where C={{d}}", 1)]
    [InlineData("function of the shop", "function of the shop", 0)]
    public void A_damaged_template_is_mended_and_the_repair_told(string text, string expected, int repairs)
    {
        var told = new List<string>();

        Assert.Equal(expected, TemplateRepair.Mend(text, told.Add));
        Assert.Equal(repairs, told.Count);
    }
}
