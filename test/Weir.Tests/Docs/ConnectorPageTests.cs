using Weir.Connectors.Kingdee;
using Weir.Engine.Connections;
using Xunit;

namespace Weir.Tests.Docs;

public sealed class ConnectorPageTests
{
    public static TheoryData<string> Ids => [.. ConnectorCatalog.In(typeof(KingdeeConnector).Assembly).Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_committed_page_is_the_one_of_the_manifest(string id)
    {
        var connector = ConnectorCatalog.In(typeof(KingdeeConnector).Assembly)[id];

        CommittedFile.MustBe($"docs/connectors/{id}.md", ConnectorPages.Of(connector));
    }
}
