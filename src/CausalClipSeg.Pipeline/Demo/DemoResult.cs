using System.Text.Json.Serialization;
using CausalClipSeg.Pipeline.Pictures;

namespace CausalClipSeg.Pipeline.Demo;

/// <summary>What became of one demo case, as the table and <c>--json</c> show it.</summary>
internal sealed record DemoResult
{
    public required string Case { get; init; }

    public required string Report { get; init; }

    public required string? ReferringText { get; init; }

    public required IReadOnlyList<string> Findings { get; init; }

    public required string? SegSopInstanceUid { get; init; }

    public required string? SegPath { get; init; }

    public required string OverlayPath { get; init; }

    /// <summary>Against the known mask; null where there was nothing to find and nothing was found.</summary>
    public required double? Dice { get; init; }

    public required double Seconds { get; init; }

    public required string Outcome { get; init; }

    /// <summary>For the contact sheet; not part of what is printed.</summary>
    [JsonIgnore]
    public OverlayPicture? Picture { get; init; }
}

/// <summary>All cases together.</summary>
internal sealed record DemoSummary(int Cases, int Delivered, int Negative, double? MeanDice, double Seconds, string ContactSheet);
