using System.Collections.Concurrent;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Script;

/// <summary>Runs a node's code. Interpreters are made when several lanes run at once, and kept.</summary>
internal sealed class ScriptEngine(string node, ScriptSettings settings)
{
    private readonly Prepared<Acornima.Ast.Script> _code = Prepare(node, settings);
    private readonly ConcurrentBag<(Jint.Engine Engine, JsValue Function)> _idle = [];

    /// <summary>The code as a function, on lines of its own so that lines are told as the author counts them.</summary>
    /// <exception cref="ScriptPreparationException">It is not JavaScript.</exception>
    public static Prepared<Acornima.Ast.Script> Prepare(string node, ScriptSettings settings) =>
        Jint.Engine.PrepareScript(
            $"(function ({(settings.Batch ? "records" : "record")}) {{ 'use strict';\n{settings.Code}\n}})",
            source: node,
            strict: true
        );

    /// <summary>Calls the function.</summary>
    /// <param name="argument">Makes its argument.</param>
    /// <param name="use">Takes what it returns, while the interpreter is still ours.</param>
    /// <exception cref="MapException">It threw, or went over a limit.</exception>
    public T Call<T>(Func<Jint.Engine, JsValue> argument, Func<JsValue, T> use)
    {
        if (!_idle.TryTake(out var script))
        {
            var engine = new Jint.Engine(options =>
                options
                    .Strict()
                    .TimeoutInterval(settings.Timeout)
                    .LimitMemory(settings.Memory * 1024L * 1024L)
                    .MaxStatements(settings.Statements)
                    .LimitRecursion(256)
            );
            script = (engine, engine.Evaluate(_code));
        }
        try
        {
            var result = use(script.Engine.Invoke(script.Function, argument(script.Engine)));
            _idle.Add(script);
            return result;
        }
        catch (JavaScriptException e)
        {
            // The author's line: the function begins one line above.
            throw Failed($"{e.Message} (line {Math.Max(1, e.Location.Start.Line - 1)}, column {e.Location.Start.Column + 1})", e);
        }
        catch (TimeoutException e)
        {
            throw Failed($"it ran longer than {settings.Timeout.TotalMilliseconds:0} ms", e);
        }
        catch (MemoryLimitExceededException e)
        {
            throw Failed($"it allocated more than {settings.Memory} MB", e);
        }
        catch (StatementsCountOverflowException e)
        {
            throw Failed($"it ran more than {settings.Statements} statements", e);
        }
        catch (RecursionDepthOverflowException e)
        {
            throw Failed($"its calls are nested too deep: {e.Message}", e);
        }
    }

    /// <summary>The error of a record.</summary>
    public MapException Failed(string problem, Exception? inner = null) => new(node, $"the script failed: {problem}", inner);
}
