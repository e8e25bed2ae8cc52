namespace Weir.Connectors.Http;

/// <summary>What is looked for in the answers of an operation.</summary>
internal sealed class AnswerShape
{
    private readonly List<AnswerPath> _paths = [];

    /// <param name="rule">How an answer says that it is good.</param>
    /// <param name="rows">Path of the list of records; null = there is none.</param>
    public AnswerShape(SuccessRule rule, string? rows)
    {
        Rule = rule;
        Code = Add(rule.CodePath);
        Message = Add(rule.MessagePath);
        if (rows is null)
            return;
        Rows = _paths.Count;
        _paths.Add(new AnswerPath(rows));
    }

    /// <summary>How an answer says that it is good.</summary>
    public SuccessRule Rule { get; }

    /// <summary>All paths.</summary>
    public IReadOnlyList<AnswerPath> Paths => _paths;

    /// <summary>Place of the code; -1 = none.</summary>
    public int Code { get; }

    /// <summary>Place of the text; -1 = none.</summary>
    public int Message { get; }

    /// <summary>Place of the list of records; -1 = none.</summary>
    public int Rows { get; } = -1;

    /// <summary>Adds a path; -1 when it is empty.</summary>
    public int Add(string path)
    {
        if (path.Length == 0)
            return -1;
        _paths.Add(new AnswerPath(path));
        return _paths.Count - 1;
    }
}
