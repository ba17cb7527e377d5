namespace CausalClipSeg.Persistence;

/// <summary>How the database's schema stands to this program; <see cref="Problem"/> says what is wrong and what to do, or is null.</summary>
public sealed record SchemaState(IReadOnlyList<string> Applied, IReadOnlyList<string> Pending, IReadOnlyList<string> Unknown, string? Problem)
{
    public bool IsCurrent => Problem is null;
}
