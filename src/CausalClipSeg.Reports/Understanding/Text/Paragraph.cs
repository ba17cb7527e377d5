namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>Lines that stand together, and what they show of their writer's habits: only these tell a wrapped line from one that ended.</summary>
internal sealed class Paragraph(int first)
{
    /// <summary>Its first token.</summary>
    public int First => first;

    /// <summary>The letters of its longest line.</summary>
    public int Longest { get; set; }

    /// <summary>True where its sentences begin with a capital letter, so that a small one goes on.</summary>
    public bool Capitalises { get; set; }

    /// <summary>True where a sentence ends in the middle of a line: prose that runs over line ends.</summary>
    public bool Flows { get; set; }

    /// <summary>The tokens of the line breaks within.</summary>
    public List<int> Breaks { get; } = [];

    /// <summary>Whether its lines are a list; null until somebody asks.</summary>
    public bool? IsList { get; set; }
}
