using static CausalClipSeg.Pipeline.Synthetic.ReportPhrases;

namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>A radiologist's report of a synthetic case in the patient's sides, with what misleads a careless reader: negations, old findings, the clear side.</summary>
public sealed record SyntheticReport
{
    public required string Exam { get; init; }

    public required string Indication { get; init; }

    public required string Comparison { get; init; }

    public required IReadOnlyList<string> Findings { get; init; }

    public required IReadOnlyList<string> Impression { get; init; }

    /// <summary>The sentences of the findings section that state the case's opacities; none for a clear film.</summary>
    public required IReadOnlyList<string> Stating { get; init; }

    /// <summary>The report as one text with its section headings, lines separated by line feeds.</summary>
    public string Text => string.Join('\n',
        "EXAM: " + Exam, "", "INDICATION: " + Indication, "", "COMPARISON: " + Comparison, "",
        "FINDINGS:", string.Join(' ', Findings), "", "IMPRESSION:", string.Join('\n', ImpressionLines));

    /// <summary>The impression as the report lists it: numbered where it has several points.</summary>
    public IEnumerable<string> ImpressionLines => Impression.Count == 1 ? Impression : Impression.Select((point, index) => $"{index + 1}. {point}");

    /// <summary>Writes the report of a case; the seed of the case chooses the wording.</summary>
    public static SyntheticReport Of(SyntheticCase spec)
    {
        var random = SeededRandom.For(spec.Seed, 50);
        var prior = random.Chance(0.6f);
        string[] terms = spec.RightZones == spec.LeftZones ? [Opacities(random), ""] : [Opacity(random), Opacity(random)];
        var stating = Stated(spec, terms, prior, random);
        return new SyntheticReport
        {
            Exam = random.Pick($"Chest radiograph, {spec.View} view", $"Frontal chest X-ray ({spec.View})", $"XR CHEST 1 VIEW {spec.View}"),
            Indication = random.Pick("Cough and fever for three days.", "Shortness of breath. Evaluate for right-sided pneumonia.", "Fever. Rule out consolidation.",
                "Dyspnea and low oxygen saturation.", "Chest pain on the left side."),
            Comparison = prior ? random.Pick("Chest radiograph of 12 March 2025.", "Prior examination of 4 November 2024.") : random.Pick("None.", "None available."),
            Stating = stating,
            Findings = [.. stating, .. Around(spec, prior, random)],
            Impression = Conclude(spec, terms, random),
        };
    }

    private static List<string> Stated(SyntheticCase spec, string[] terms, bool prior, SeededRandom random)
    {
        if (spec.IsNegative) return [];
        if (spec.RightZones == spec.LeftZones) return [State(terms[0], WhereBoth(spec.RightZones, random), prior, random)];
        return [.. Sides(spec, random).Select(side => State(terms[(int)side], Where(side, spec.ZonesOf(side), random), prior, random))];
    }

    private static string State(string opacity, string where, bool prior, SeededRandom random)
    {
        var verb = opacity.EndsWith('s') ? "are" : "is";
        return random.NextInt(prior ? 5 : 3) switch
        {
            0 => Sentence($"there {verb} {opacity} {where}"),
            1 => Sentence($"{opacity} {verb} seen {where}"),
            2 => Sentence($"{opacity} {where}, {random.Pick("compatible with pneumonia", "most likely infectious")}"),
            3 => Sentence($"{opacity} {where}, new since the prior examination"),
            _ => Sentence($"new {opacity} {where}"),
        };
    }

    private static PatientSide[] Sides(SyntheticCase spec, SeededRandom random)
    {
        PatientSide[] order = random.Chance(0.5f) ? [PatientSide.Right, PatientSide.Left] : [PatientSide.Left, PatientSide.Right];
        return [.. order.Where(side => spec.ZonesOf(side) != LungZones.None)];
    }

    /// <summary>What else a report says: the clear side, what is absent, what was there before, what is old.</summary>
    private static List<string> Around(SyntheticCase spec, bool prior, SeededRandom random)
    {
        var sentences = new List<string>();
        if (spec.IsNegative)
        {
            sentences.Add(random.Pick("The lungs are clear.", "Both lungs are well expanded and clear.", "The lungs are clear without focal consolidation."));
            sentences.Add(random.Pick("No focal airspace opacity, pleural effusion or pneumothorax.", "There is no consolidation, effusion, or pneumothorax.",
                "No evidence of pneumonia, edema or effusion."));
        }
        else
        {
            foreach (var side in Sides(spec, random).Where(side => spec.ZonesOf(Other(side)) == LungZones.None).Select(Other))
                sentences.Add(random.Pick($"The {Name(side)} lung is clear.", $"No focal opacity on the {Name(side)}.", $"The {Name(side)} lung remains clear."));
            sentences.Add(random.Pick("No pleural effusion or pneumothorax.", "There is no pneumothorax.", "No effusion is seen on either side.",
                "Negative for pleural effusion and pneumothorax."));
        }

        sentences.Add(Heart(spec, random));
        if (prior && random.Chance(0.7f) && Clear(spec, random) is { } old) sentences.Add(old);
        if (random.Chance(0.6f))
        {
            sentences.Add(random.Pick("Mild degenerative changes of the thoracic spine.", "Old healed fracture of the left sixth rib.",
                "The thoracic aorta is mildly tortuous.", "Surgical clips project over the right upper quadrant of the abdomen."));
        }

        return sentences;
    }

    private static string Heart(SyntheticCase spec, SeededRandom random) => spec.View == FrontalView.AP
        ? random.Pick("Heart size is accentuated by the AP projection.", "The cardiac silhouette is mildly enlarged, accentuated by projection.")
        : random.Pick("Heart size is normal.", "The cardiomediastinal silhouette is within normal limits.", "Cardiac and mediastinal contours are unremarkable.");

    /// <summary>An opacity of the past in a zone that is clear today; null where no zone is clear.</summary>
    private static string? Clear(SyntheticCase spec, SeededRandom random)
    {
        var side = random.Pick(PatientSide.Right, PatientSide.Left);
        var zone = random.Pick(LungZones.Upper, LungZones.Lower);
        if (spec.ZonesOf(side).HasFlag(zone)) side = Other(side);
        if (spec.ZonesOf(side).HasFlag(zone)) return null;
        var place = $"{Name(side)} {(zone == LungZones.Upper ? random.Pick("apical", "upper lobe") : random.Pick("basal", "lower lobe"))}";
        return random.Pick($"The previously seen {place} opacity has resolved.", $"Interval resolution of the {place} consolidation.",
            $"The {place} opacity described on the prior radiograph is no longer seen.");
    }

    private static List<string> Conclude(SyntheticCase spec, string[] terms, SeededRandom random)
    {
        if (spec.IsNegative) return [random.Pick("No acute cardiopulmonary abnormality.", "Normal chest radiograph.", "No evidence of pneumonia.")];
        var points = new List<string>();
        if (spec.RightZones == spec.LeftZones) points.Add(Sentence($"{terms[0]} {WhereBoth(spec.RightZones, random)}, {Cause(random)}"));
        else points.AddRange(Sides(spec, random).Select(side => Sentence($"{terms[(int)side]} {Where(side, spec.ZonesOf(side), random)}, {Cause(random)}")));
        if (random.Chance(0.5f)) points.Add(random.Pick("No pneumothorax.", "No pleural effusion.", "Follow-up radiograph in six weeks is suggested."));
        return points;
    }

    private static string Cause(SeededRandom random) => random.Pick("compatible with pneumonia", "suspicious for infection", "likely pneumonia", "in keeping with pneumonia");
}
