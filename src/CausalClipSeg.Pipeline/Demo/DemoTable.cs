using System.Globalization;
using Spectre.Console;

namespace CausalClipSeg.Pipeline.Demo;

/// <summary>The demo's results for people.</summary>
internal static class DemoTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<DemoResult> results, DemoSummary summary)
    {
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = 160;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("case", "the model was asked", "findings", "Dice", "seconds", "outcome");
        foreach (var result in results)
            table.AddRow(
                Markup.Escape(result.Case),
                Markup.Escape(result.ReferringText ?? "-"),
                Markup.Escape(string.Join('\n', result.Findings.Where(f => !f.StartsWith("absent", StringComparison.Ordinal)).Distinct())),
                result.Dice?.ToString("F2", CultureInfo.InvariantCulture) ?? "-",
                result.Seconds.ToString("F1", CultureInfo.InvariantCulture),
                result.Outcome);
        console.Write(table);
        console.WriteLine("The model is asked in its own words and side convention, which its model card tells; the findings' sides are the patient's.");
        console.WriteLine($"SEGs and overlays: {Path.GetDirectoryName(summary.ContactSheet)}");
    }
}
