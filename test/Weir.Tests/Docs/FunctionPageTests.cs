using System.Text;
using Weir.Engine.Mapping.Expressions;
using Xunit;

namespace Weir.Tests.Docs;

public sealed class FunctionPageTests
{
    [Fact]
    public void The_committed_page_has_the_functions_of_the_language()
    {
        var page = new StringBuilder(
            "# Functions of mapping expressions\n\nGenerated from the code. The language: [mapping.md](mapping.md).\n"
        );
        foreach (var group in FunctionTable.All.Where(f => f.Group.Length > 0).GroupBy(f => f.Group, StringComparer.Ordinal))
        {
            page.Append($"\n## {group.Key}\n\n| Function | Gives |\n|---|---|\n");
            foreach (var function in group)
                page.Append($"| {Cell.Code(function.Signature)} | {Cell.Text(function.Summary)} |\n");
        }
        CommittedFile.MustBe("docs/specs/functions.md", page.ToString());
    }
}
