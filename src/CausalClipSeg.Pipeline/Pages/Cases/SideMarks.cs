namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What of the patient lies at each border of the picture, by Patient Orientation (0020,0020): letters of PS3.3 C.7.6.1.1.1, as every viewer draws them.</summary>
public sealed record SideMarks(string Left, string Top, string Right, string Bottom)
{
    /// <param name="orientation">Where the rows and where the columns run to, with a backslash between them.</param>
    /// <returns>Null where the image does not say.</returns>
    public static SideMarks? Of(string? orientation) =>
        orientation?.Split('\\') is [var row, var column] && IsSaid(row) && IsSaid(column) ? new SideMarks(Opposite(row), Opposite(column), row, column) : null;

    public override string ToString() => $"the patient's {Left} is at the left border of the picture, {Right} at the right one";

    private static bool IsSaid(string direction) => direction.Length > 0 && direction.All(letter => "LRAPHF".Contains(letter, StringComparison.Ordinal));

    private static string Opposite(string direction) => string.Concat(direction.Select(letter => letter switch
    {
        'L' => 'R',
        'R' => 'L',
        'A' => 'P',
        'P' => 'A',
        'H' => 'F',
        _ => 'H',
    }));
}
