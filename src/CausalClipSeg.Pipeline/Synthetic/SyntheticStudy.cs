using System.Globalization;
using System.Numerics;

namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>The identifiers under which a synthetic case travels; DICOM and HL7 must name the same patient and study for the two to meet.</summary>
public sealed record SyntheticStudy
{
    private static readonly string[] FamilyNames =
    [
        "Adler", "Brandt", "Castillo", "Dubois", "Eriksen", "Fischer", "García", "Horváth", "Ivers", "Jansen", "Köhler", "Lindqvist", "Müller",
    ];

    private static readonly string[] FemaleNames = ["Anna", "Beatriz", "Clara", "Elena", "Greta", "Inês", "Marta", "Zoë"];
    private static readonly string[] MaleNames = ["Anton", "Bruno", "Daniel", "Emil", "Jonas", "José", "Martin", "Søren"];

    public required string FamilyName { get; init; }

    public required string GivenName { get; init; }

    public required string PatientId { get; init; }

    public required string Sex { get; init; }

    public required DateOnly BirthDate { get; init; }

    public required DateTime Taken { get; init; }

    public required string AccessionNumber { get; init; }

    public required string StudyInstanceUid { get; init; }

    public required string SeriesInstanceUid { get; init; }

    public required string SopInstanceUid { get; init; }

    /// <summary>The name as DICOM (PS3.5 6.2, PN) and HL7 (XPN) both write its first components.</summary>
    public string PersonName => $"{FamilyName}^{GivenName}";

    /// <summary>The identifiers that belong to a seed; the same seed gives the same study.</summary>
    public static SyntheticStudy Of(SyntheticCase spec)
    {
        var random = SeededRandom.For(spec.Seed, 60);
        var female = random.Chance(0.5f);
        var day = new DateTime(2026, 1, 5, 7, 0, 0, DateTimeKind.Unspecified).AddMinutes(random.NextInt(60 * 24 * 200));
        return new SyntheticStudy
        {
            FamilyName = random.Pick<string>(FamilyNames),
            GivenName = random.Pick<string>(female ? FemaleNames : MaleNames),
            Sex = female ? "F" : "M",
            PatientId = "SYN" + (100000 + random.NextInt(900000)).ToString(CultureInfo.InvariantCulture),
            BirthDate = new DateOnly(1935 + random.NextInt(65), 1 + random.NextInt(12), 1 + random.NextInt(28)),
            Taken = day,
            AccessionNumber = "ACC" + (1000000 + random.NextInt(9000000)).ToString(CultureInfo.InvariantCulture),
            StudyInstanceUid = Uid(random),
            SeriesInstanceUid = Uid(random),
            SopInstanceUid = Uid(random),
        };
    }

    /// <summary>A UID from 128 bits in the form of a version 4 UUID (PS3.5 B.2).</summary>
    private static string Uid(SeededRandom random)
    {
        var high = (random.NextBits() & 0xFFFFFFFFFFFF0FFFUL) | 0x4000UL;
        var low = (random.NextBits() & 0x3FFFFFFFFFFFFFFFUL) | 0x8000000000000000UL;
        return "2.25." + ((new BigInteger(high) << 64) + low).ToString(CultureInfo.InvariantCulture);
    }
}
