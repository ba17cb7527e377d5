using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CausalClipSeg.Persistence;

/// <summary>SQLite has no time type: UTC ticks sort and compare as the times do.</summary>
internal sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
    time => time.UtcTicks,
    ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

/// <summary>PostgreSQL's timestamptz takes UTC only.</summary>
internal sealed class UtcOffset() : ValueConverter<DateTimeOffset, DateTimeOffset>(
    time => time.ToUniversalTime(),
    time => time);
