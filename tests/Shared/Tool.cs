using System.Diagnostics;

namespace CausalClipSeg.Tests;

/// <summary>What a finished command line tool left: its exit code and its two streams.</summary>
public sealed record ToolResult(string Command, int ExitCode, string Output, string Error)
{
    public string Everything => Output + Error;

    /// <summary>The same result, or a failure that shows what the tool said.</summary>
    public ToolResult ShouldSucceed()
    {
        ExitCode.ShouldBe(0, $"{Command}\n{Everything}");
        return this;
    }
}

/// <summary>Runs a command line tool to its end, with a time limit, its streams captured.</summary>
public static class Tool
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    public static async Task<ToolResult> Run(
        string tool, IEnumerable<string> arguments, string? input = null,
        IReadOnlyDictionary<string, string>? environment = null, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var command = $"{tool} {string.Join(' ', start.ArgumentList)}";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} could not be started.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await Feed(process, input);
        using var timeout = new CancellationTokenSource(limit ?? _limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} did not end within {limit ?? _limit}:\n{await output}{await error}");
        }

        return new ToolResult(command, process.ExitCode, await output, await error);
    }

    private static async Task Feed(Process process, string? input)
    {
        try
        {
            if (input is not null) await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A tool may end without reading, and its pipe breaks a moment before it is gone; its exit code says why.
        }
    }
}
