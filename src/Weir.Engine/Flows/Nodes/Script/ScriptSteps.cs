using Jint;
using Jint.Native;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Script;

/// <summary>A script that gets one record at a time.</summary>
internal sealed class ScriptStep(ScriptEngine script) : IStep
{
    public StepResult Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
    {
        // A span cannot go into a closure.
        var bytes = record.ToArray();
        return script.Call(
            engine => ScriptValues.Read(engine, bytes),
            result =>
            {
                if (result.IsNull() || result.IsUndefined())
                    return new StepResult(Written: false, "script: it returned nothing for this record");
                Write(result, output, script);
                return StepResult.New;
            }
        );
    }

    public static void Write(JsValue result, Utf8Output output, ScriptEngine script)
    {
        if (!result.IsObject() || result.IsArray())
            throw script.Failed($"a record is an object, and it returned {result.Type.ToString().ToLowerInvariant()}");
        if (ScriptValues.Write(result, output) is { } problem)
            throw script.Failed(problem);
    }
}

/// <summary>A script that gets many records at once.</summary>
internal sealed class ScriptBatchStep(ScriptEngine script) : IBatchStep
{
    public Task ApplyAsync(RecordBatch batch, BatchContext context, CancellationToken cancellationToken)
    {
        var alive = Enumerable.Range(0, batch.Count).Where(batch.IsAlive).ToList();
        if (alive.Count == 0)
            return Task.CompletedTask;
        var block = batch.NewBlock();
        try
        {
            script.Call(
                engine => new JsArray(engine, [.. alive.Select(i => ScriptValues.Read(engine, batch[i]))]),
                result =>
                {
                    if (!result.IsArray() || result.AsArray() is not { } list || list.Length != alive.Count)
                        throw script.Failed($"it got {alive.Count} records and must return a list of as many");
                    for (var i = 0; i < alive.Count; i++)
                        Take(batch, alive[i], list[(uint)i], block);
                    return true;
                }
            );
        }
        catch (MapException e)
        {
            // Nobody knows which of them it was about: all of them carry it.
            foreach (var index in alive)
                batch.Fail(index, e.Error);
        }
        return Task.CompletedTask;
    }

    private void Take(RecordBatch batch, int index, JsValue result, Utf8Output block)
    {
        if (result.IsNull() || result.IsUndefined())
        {
            batch.Drop(index, "script: it returned nothing for this record");
            return;
        }
        var start = block.Length;
        try
        {
            ScriptStep.Write(result, block, script);
            batch.Replace(index, start);
        }
        catch (MapException e)
        {
            block.CutBack(start);
            batch.Fail(index, e.Error);
        }
    }
}
