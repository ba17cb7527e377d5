namespace CausalClipSeg.Persistence;

/// <summary>
/// One patient number was merged into another one at the hospital (HL7 ADT^A40): from then on both are one person's. Images, reports and labels keep the number that they
/// came with; who is one person is read from these rows whenever it is asked (<see cref="PatientNumbers"/>).
/// </summary>
public sealed class PatientMerge
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The number that is no longer used, as the sender wrote it.</summary>
    public required string Prior { get; init; }

    /// <summary>The number that stays.</summary>
    public required string Surviving { get; init; }

    /// <summary>Who assigned the numbers, for people; numbers are compared without it, as everywhere in the product.</summary>
    public string? Authority { get; init; }

    /// <summary>By which the two are compared.</summary>
    public string PriorKey { get; private init; } = "";
    public string SurvivingKey { get; private init; } = "";

    /// <summary>The message that said so: sender and MSH-10.</summary>
    public required string MessageId { get; init; }

    /// <summary>When the hospital merged them, by the sender's clock; null where it does not say.</summary>
    public DateTimeOffset? OccurredAt { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When an operator took it back as an error; null while it stands.</summary>
    public DateTimeOffset? TakenBackAt { get; private set; }
    public string? TakenBackBy { get; private set; }

    /// <summary>Two numbers are one where these are the same.</summary>
    public static string KeyOf(string number) => number.Trim().ToUpperInvariant();

    /// <summary>The ways in which a number is looked for in an index: as it is, in capitals and in small letters.</summary>
    public static IEnumerable<string> Forms(string number) => [number.Trim(), KeyOf(number), string.Concat(number.Trim().Select(char.ToLowerInvariant))];

    public static PatientMerge Of(string prior, string surviving, string? authority, string messageId, DateTimeOffset? occurredAt, DateTimeOffset now) => new()
    {
        Prior = prior.Trim(), PriorKey = KeyOf(prior), Surviving = surviving.Trim(), SurvivingKey = KeyOf(surviving),
        Authority = authority, MessageId = messageId, OccurredAt = occurredAt, ReceivedAt = now,
    };

    public void TakeBack(string by, DateTimeOffset now) => (TakenBackAt, TakenBackBy) = (now, by);
}
