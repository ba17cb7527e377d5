namespace CausalClipSeg.Persistence;

/// <summary>A text is longer than its column; PostgreSQL would refuse it each time, SQLite would keep it. Trying again does not help: the sender has to shorten it.</summary>
public sealed class ValueTooLongException(string record, string value, int length, int most)
    : Exception($"The value for {record}.{value} has {length} characters; at most {most} can be kept. Shorten it at the sender.");
