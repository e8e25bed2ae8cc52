using Weir.Engine.Import.Qeasy;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Import;

/// <summary>Imports single texts, and finds the published schemes.</summary>
internal static class Imported
{
    public static string Schemes { get; } = Path.Combine(WeirProgram.Repository, "test", "Weir.Tests", "Import", "schemes");

    public static ImportedFlow Flow(string json) => Result(json).Flow ?? throw new InvalidOperationException(Result(json).Problem);

    public static ImportResult Result(string json) => Assert.Single(QeasyImport.Run([new ImportFile("case.json", json)]));

    /// <summary>A scheme with a source half and a target half.</summary>
    public static ImportedFlow Flow(string source, string target) => Flow($$"""{"title":"t","source":{{source}},"target":{{target}}}""");

    /// <summary>The flow with one target field <c>X</c>.</summary>
    public static ImportedFlow OfField(string field) =>
        Flow(
            """{"platform":"聚水潭","api":"orders","id":"id","cron":"*/5 * * * *"}""",
            $$"""{"platform":"用友BIP","api":"/save","request":[{{field}}]}"""
        );

    public static ImportedFlow OfCondition(string condition, string more = "") =>
        Flow(
            $$"""{"platform":"聚水潭","api":"orders","id":"id","condition":{{condition}}{{more}}}""",
            """{"platform":"用友BIP","api":"/save","request":[{"field":"rows","type":"array","value":"items","children":[{"field":"a","value":"{{items.sku}}"}]}]}"""
        );
}
