using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>The policy of the gate, the shadow period, and what the model store keeps.</summary>
public sealed class PromotionOptions
{
    public const string Section = "Promotion";

    /// <summary>Fewer frozen cases than this cannot show that a model is better.</summary>
    [Range(2, int.MaxValue)]
    public int MinimumCases { get; set; } = 20;

    /// <summary>Fewer patients than this cannot either, however many pictures there are of each: patients are what is drawn for the interval.</summary>
    [Range(2, int.MaxValue)]
    public int MinimumPatients { get; set; } = 20;

    /// <summary>The lower end of the interval of the gain in Dice must lie above this, over all frozen cases and over those that the champion itself was judged on.</summary>
    [Range(-1.0, 1.0)]
    public double MinimumGain { get; set; }

    /// <summary>
    /// Chance that of all comparisons that are ever made on the site's frozen cases one promotes a model that is no better. The k-th comparison uses 1 / (k (k + 1)) of it:
    /// with 0.05 the first asks for the 95 % interval, the second for the 98.3 %, the twelfth for the 99.94 %.
    /// </summary>
    [Range(0.000001, 0.05)]
    public double FalsePromotionRate { get; set; } = 0.05;

    /// <summary>
    /// Lists (JSON Lines, as for training) of pictures and masks that the site has locked: every candidate is judged on them as well, from the first round on. Their
    /// pictures must be in no training list and come in as no label.
    /// </summary>
    public IList<string> ReferenceLists { get; } = [];

    /// <summary>On each of the reference lists the lower end of the 95 % interval of the gain in Dice must lie above minus this: no worse, but for this margin.</summary>
    [Range(0.0, 1.0)]
    public double ReferenceMargin { get; set; } = 0.02;

    /// <summary>No subgroup (of one side, finding, lesion size, device, patients' sex or group of ages) may lose more mean Dice than this.</summary>
    [Range(0.0, 1.0)]
    public double SubgroupMargin { get; set; } = 0.02;

    /// <summary>Subgroups of fewer cases are judged together with the other small ones of their kind (devices, findings).</summary>
    [Range(1, int.MaxValue)]
    public int SubgroupCases { get; set; } = 10;

    /// <summary>Likewise subgroups of fewer patients; the frozen cases that the champion itself was judged on need as many to be judged by themselves.</summary>
    [Range(1, int.MaxValue)]
    public int SubgroupPatients { get; set; } = 5;

    /// <summary>So many more missed lesions (empty answers), wrong-side answers, or masks on negatives, are one too many. 0: no increase.</summary>
    [Range(0, int.MaxValue)]
    public int FailureTolerance { get; set; }

    /// <summary>Live cases that a candidate answers in the champion's shadow before it is promoted; 0 promotes at once.</summary>
    [Range(0, int.MaxValue)]
    public int ShadowCases { get; set; }

    /// <summary>Mean agreement (Dice) with the champion in the shadow period below which the candidate is dropped: it does something else than was judged.</summary>
    [Range(0.0, 1.0)]
    public double ShadowAgreement { get; set; } = 0.5;

    /// <summary>Retired champions whose weights are kept for a rollback.</summary>
    [Range(1, 1000)]
    public int KeepRetired { get; set; } = 5;

    /// <summary>Refused candidates whose weights are kept for whoever asks why.</summary>
    [Range(0, 1000)]
    public int KeepRejected { get; set; } = 3;

    /// <summary>Seconds between two looks at who is champion, for a worker that a message did not reach.</summary>
    [Range(0.1, 9)]
    public double LookSeconds { get; set; } = 2;
}

[OptionsValidator]
internal sealed partial class PromotionOptionsValidator : IValidateOptions<PromotionOptions>;
