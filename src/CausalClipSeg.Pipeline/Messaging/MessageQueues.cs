using CausalClipSeg.Pipeline.Contracts;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>The contracts by name, and which of them have a queue of their own; a queue is named like its contract.</summary>
internal static class MessageQueues
{
    private static readonly Type[] Foreign = [typeof(ImageArrived), typeof(ReportArrived), typeof(LabelSubmitted), typeof(MonaiWorkflowRequest)];

    private static readonly Type[] Own =
    [
        typeof(ImageStored), typeof(ReportRecorded), typeof(PatientsReconciled), typeof(SegmentationRequested), typeof(SegmentationCreated), typeof(SegmentationWithdrawn),
        typeof(SegmentationReceived), typeof(RetrainRequested), typeof(ReviewAccepted), typeof(ReviewWithdrawn),
        typeof(CommitmentAsked), typeof(CommitmentWanted), typeof(CommitmentDue),
        typeof(CandidateTrained), typeof(CandidateEvaluated), typeof(ShadowCompleted),
    ];

    private static readonly Type[] Announcements = [typeof(SegmentationStored), typeof(LabelAccepted), typeof(TrainingFailed), typeof(EvaluationFailed), typeof(ModelPromoted), typeof(ModelRejected)];

    /// <summary>Everything that may lie in the outbox.</summary>
    public static IReadOnlyDictionary<string, Type> Contracts { get; } = Foreign.Concat(Own).Concat(Announcements).ToDictionary(type => type.Name);

    /// <summary>Which inbox notes each message leaves; each has one consumer, named like the message.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyCollection<string>> ConsumersByType { get; } =
        Foreign.Concat(Own).ToDictionary(type => type.Name, type => (IReadOnlyCollection<string>)[type.Name]);

    /// <summary>The contract that a queue carries, whatever its prefix; null for a queue that is not ours.</summary>
    public static string? ContractOf(string queue) => ConsumersByType.Keys.FirstOrDefault(name => queue.EndsWith(NameOf(name), StringComparison.Ordinal));

    /// <summary>The queues of this version's contracts, as they are named with the prefix.</summary>
    public static IEnumerable<string> Names(string prefix) => ConsumersByType.Keys.Select(name => prefix + NameOf(name));

    /// <summary>The queue of a contract, without the prefix.</summary>
    public static string NameOf(string contract) =>
        string.Concat(contract.Select((letter, i) => char.IsUpper(letter) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(letter) : letter.ToString()));
}
