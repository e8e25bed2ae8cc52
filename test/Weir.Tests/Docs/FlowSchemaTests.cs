using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Engine.Flows;
using Xunit;

namespace Weir.Tests.Docs;

public sealed class FlowSchemaTests
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void The_committed_schema_is_the_one_of_the_node_kinds() =>
        CommittedFile.MustBe("docs/flow.schema.json", FlowSchema.Build().ToJsonString(Indented) + "\n");
}
