using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace CausalClipSeg.Persistence;

/// <summary>What holds for every row that is written, on either provider: row versions count up, and text is storable in PostgreSQL.</summary>
internal static class SaveRules
{
    /// <exception cref="ValueTooLongException">A text is longer than its column.</exception>
    public static void Apply(ChangeTracker tracker)
    {
        foreach (var entry in tracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified))
            foreach (var property in entry.Properties)
                Apply(entry.State, property);
    }

    private static void Apply(EntityState state, PropertyEntry property)
    {
        if (property.Metadata.IsConcurrencyToken && state == EntityState.Modified)
            property.CurrentValue = (int)(property.CurrentValue ?? 0) + 1;
        // A NUL cannot be stored as text in PostgreSQL; a report with one must not be undeliverable for ever.
        else if (property.CurrentValue is string text && text.Contains('\0'))
            property.CurrentValue = text.Replace('\0', '\uFFFD');
        if (property.CurrentValue is string value && property.Metadata.GetMaxLength() is { } most && value.Length > most && (state == EntityState.Added || property.IsModified))
            throw new ValueTooLongException(property.EntityEntry.Metadata.ClrType.Name, property.Metadata.Name, value.Length, most);
    }
}
