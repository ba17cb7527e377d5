using Spectre.Console;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>The console for people: standard error, so that standard output holds nothing but the answer.</summary>
internal static class Terminal
{
    public static IAnsiConsole Create() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
}
