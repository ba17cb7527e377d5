namespace CausalClipSeg.Pipeline.Audit;

/// <summary>The events that we write, each after its section of PS3.15 A.5.3.</summary>
internal static class AuditEvents
{
    /// <summary>Patient Record (A.5.3.14): a page or answer with patient data was asked for.</summary>
    public static AuditEvent CaseViewed(AuditParticipant who, Guid caseId, string? patientId, string studyInstanceUid) => new()
    {
        Name = "case-viewed",
        Id = AuditCodes.PatientRecord,
        Action = AuditAction.Read,
        Participants = [who, Us(isRequestor: false)],
        Objects = [AuditObject.Patient(patientId), Study(studyInstanceUid, caseId)],
    };

    /// <summary>
    /// Query (A.5.3.10, not a DICOM one): a list with patients on it was asked for. The standard does not ask for the answer; whom it showed is told nevertheless,
    /// since that is what is asked years later.
    /// </summary>
    /// <param name="query">What was asked for, as the address of the page says it.</param>
    /// <param name="list">The address of the list without that.</param>
    public static AuditEvent ListViewed(AuditParticipant who, string query, IEnumerable<string?> patientIds, string list = "/worklist") => new()
    {
        Name = "list-viewed",
        Id = AuditCodes.Query,
        Action = AuditAction.Execute,
        Participants = [who with { Role = AuditCodes.Source }, Us(isRequestor: false) with { Role = AuditCodes.Destination }],
        Objects = [new AuditObject(list, AuditCodes.Uri, 2, 24) { Query = query }, .. patientIds.Select(AuditObject.Patient)],
    };

    /// <summary>DICOM Instances Accessed: the report of an evaluation shows radiographs, and of whom it does not know.</summary>
    public static AuditEvent EvaluationViewed(AuditParticipant who, Guid evaluationId) => new()
    {
        Name = "evaluation-viewed",
        Id = AuditCodes.InstancesAccessed,
        Action = AuditAction.Read,
        Participants = [who, Us(isRequestor: false)],
        Objects = [new AuditObject(evaluationId.ToString(), AuditCodes.Uri, 2, 3)],
    };

    /// <summary>DICOM Instances Accessed (A.5.3.6): pixels or the SEG itself.</summary>
    public static AuditEvent PicturesViewed(AuditParticipant who, Guid caseId, string? patientId, string studyInstanceUid, string sopClassUid) => new()
    {
        Name = "pictures-viewed",
        Id = AuditCodes.InstancesAccessed,
        Action = AuditAction.Read,
        Participants = [who, Us(isRequestor: false)],
        Objects = [Study(studyInstanceUid, caseId) with { SopClasses = [(sopClassUid, 1)] }, AuditObject.Patient(patientId)],
    };

    /// <summary>Export (A.5.3.5): the SEG left as a file, to wherever the visitor sits.</summary>
    public static AuditEvent Exported(AuditParticipant who, Guid caseId, string? patientId, string studyInstanceUid, string sopClassUid) => new()
    {
        Name = "instances-exported",
        Id = AuditCodes.Export,
        Action = AuditAction.Read,
        Participants = [who, Us(isRequestor: false) with { Role = AuditCodes.Source }, new AuditParticipant(who.Address ?? "(unknown)", false, AuditCodes.DestinationMedia, who.Address)],
        Objects = [Study(studyInstanceUid, caseId) with { SopClasses = [(sopClassUid, 1)] }, AuditObject.Patient(patientId)],
    };

    /// <summary>Patient Record, updated: an operator changed what becomes of a case.</summary>
    /// <param name="what">"retried", "dropped" or "withdrawn".</param>
    public static AuditEvent CaseChanged(AuditParticipant who, string what, Guid caseId, string? patientId, string studyInstanceUid, string? reason) => new()
    {
        Name = $"case-{what}",
        Id = AuditCodes.PatientRecord,
        Type = AuditCodes.Ours($"case-{what}", $"Case {what} by an operator"),
        Action = AuditAction.Update,
        Description = reason,
        Participants = [who, Us(isRequestor: false)],
        Objects = [AuditObject.Patient(patientId), Study(studyInstanceUid, caseId)],
    };

    /// <summary>Security Alert, Use of Restricted Function (A.5.3.11): an operator dealt with a message that could not be handled.</summary>
    /// <param name="what">"retried" or "dropped".</param>
    public static AuditEvent DeadLetterChanged(AuditParticipant who, string what, Guid letterId, string? queue, string reason) =>
        Restricted(who, $"dead-letter-{what}", letterId, $"A message of the queue {queue} was {what}: {reason}");

    /// <summary>The same section: somebody asked for a training run.</summary>
    public static AuditEvent TrainingRequested(AuditParticipant who, Guid runId) => Restricted(who, "training-requested", runId, $"Training run {runId} was asked for.");

    /// <summary>The same section: somebody asked that a candidate be judged; the gate then promotes or refuses it.</summary>
    public static AuditEvent EvaluationRequested(AuditParticipant who, Guid modelId, string model) => Restricted(who, "evaluation-requested", modelId, $"An evaluation of {model} was asked for.");

    private static AuditEvent Restricted(AuditParticipant who, string name, Guid id, string description) => new()
    {
        Name = name,
        Id = AuditCodes.SecurityAlert,
        Type = AuditCodes.RestrictedFunction,
        Action = AuditAction.Execute,
        Description = description,
        Participants = [who, Us(isRequestor: false)],
        Objects = [new AuditObject(id.ToString(), AuditCodes.Uri, 2, 13) { Details = [("Alert Description", description)] }],
    };

    /// <summary>Patient Record, updated: a reader's word became a label.</summary>
    public static AuditEvent Reviewed(AuditParticipant who, string verdict, Guid caseId, string? patientId, string studyInstanceUid) => new()
    {
        Name = "case-reviewed",
        Id = AuditCodes.PatientRecord,
        Type = AuditCodes.Ours($"review-{verdict}", $"Result {verdict} by a reader"),
        Action = AuditAction.Update,
        Participants = [who, Us(isRequestor: false)],
        Objects = [AuditObject.Patient(patientId), Study(studyInstanceUid, caseId)],
    };

    /// <summary>Patient Record, updated: a reader took a word back.</summary>
    public static AuditEvent ReviewTakenBack(AuditParticipant who, Guid caseId, string? patientId, string studyInstanceUid) => new()
    {
        Name = "review-taken-back",
        Id = AuditCodes.PatientRecord,
        Type = AuditCodes.Ours("review-taken-back", "Word on a result taken back by its reader"),
        Action = AuditAction.Update,
        Participants = [who, Us(isRequestor: false)],
        Objects = [AuditObject.Patient(patientId), Study(studyInstanceUid, caseId)],
    };

    /// <summary>Patient Record, updated: labels of an image or study may not be learnt from any more.</summary>
    public static AuditEvent LabelsExcluded(AuditParticipant by, AuditObject of, string uid, int count, string reason) => new()
    {
        Name = "labels-excluded",
        Id = AuditCodes.PatientRecord,
        Type = AuditCodes.Ours("labels-excluded", "Labels taken out of every data set"),
        Action = AuditAction.Update,
        Description = $"{count} labels of {uid} were taken out, and none that come later count: {reason}",
        Participants = [by, Us(isRequestor: false)],
        Objects = [of],
    };

    /// <summary>Patient Record, updated: a sender merged two patient numbers.</summary>
    public static AuditEvent PatientsMerged(AuditParticipant sender, string prior, string surviving) => Merge(sender, "patients-merged", "Patient number merged into another", prior, surviving);

    /// <summary>The same taken back by an operator.</summary>
    public static AuditEvent MergeTakenBack(AuditParticipant by, string prior, string surviving) => Merge(by, "merge-taken-back", "Merge of two patient numbers taken back", prior, surviving);

    private static AuditEvent Merge(AuditParticipant by, string name, string meaning, string prior, string surviving) => new()
    {
        Name = name,
        Id = AuditCodes.PatientRecord,
        Type = AuditCodes.Ours(name, meaning),
        Action = AuditAction.Update,
        Description = $"{meaning}: the first of the two patients into the second.",
        Participants = [by, Us(isRequestor: false)],
        Objects = [AuditObject.Patient(prior), AuditObject.Patient(surviving)],
    };

    /// <summary>Patient Record, created: a manifest's lines became labels.</summary>
    public static AuditEvent LabelsImported(AuditParticipant by, string manifest, int count, int refused) => new()
    {
        Name = "labels-imported",
        Id = AuditCodes.PatientRecord,
        Type = AuditCodes.Ours("labels-imported", "Labels imported from a folder"),
        Action = AuditAction.Create,
        Description = $"{count} labels were imported, {refused} lines refused.",
        Participants = [by, Us(isRequestor: false)],
        Objects = [new AuditObject(manifest, AuditCodes.Uri, 2, 3)],
    };

    /// <summary>Security Alert, Software Configuration (A.5.3.11): another model answers, or one was refused.</summary>
    /// <param name="what">"promoted", "rolled-back", "shadowed", "held" or "refused".</param>
    public static AuditEvent ModelChanged(AuditParticipant by, string what, Guid modelId, string model, string cause) => new()
    {
        Name = $"model-{what}",
        Id = AuditCodes.SecurityAlert,
        Type = AuditCodes.SoftwareConfiguration,
        Action = AuditAction.Execute,
        Description = $"Model {model} was {what}.",
        Participants = [by, Us(isRequestor: false)],
        Objects = [new AuditObject(modelId.ToString(), AuditCodes.Uri, 2, 13) { Details = [("Alert Description", $"{model} {what}: {cause}")] }],
    };

    /// <summary>Begin Transferring DICOM Instances (A.5.3.3).</summary>
    public static AuditEvent BeginTransferring(string destination, string? patientId, string studyInstanceUid, string sopClassUid) =>
        Transfer("transfer-begun", AuditCodes.BeginTransferring, AuditAction.Execute, destination, patientId, studyInstanceUid, sopClassUid);

    /// <summary>DICOM Instances Transferred (A.5.3.7): the archive has answered.</summary>
    public static AuditEvent Transferred(string destination, string? patientId, string studyInstanceUid, string sopClassUid, AuditOutcome outcome, string status) =>
        Transfer("instances-transferred", AuditCodes.InstancesTransferred, AuditAction.Read, destination, patientId, studyInstanceUid, sopClassUid) with
        {
            Outcome = outcome,
            Description = status,
        };

    private static AuditEvent Transfer(string name, AuditCode id, AuditAction action, string destination, string? patientId, string studyInstanceUid, string sopClassUid) => new()
    {
        Name = name,
        Id = id,
        Action = action,
        Participants = [Us(isRequestor: true) with { Role = AuditCodes.Source }, new AuditParticipant(destination, false, AuditCodes.Destination, HostOf(destination))],
        Objects = [AuditObject.Study(studyInstanceUid) with { SopClasses = [(sopClassUid, 1)] }, AuditObject.Patient(patientId)],
    };

    /// <summary>For what follows of an earlier act by itself.</summary>
    public static AuditParticipant Ourselves => Us(isRequestor: true);

    private static AuditParticipant Us(bool isRequestor) => new(AuditNames.Process, isRequestor, AuditCodes.Application, Environment.MachineName);

    private static AuditObject Study(string studyInstanceUid, Guid caseId) => AuditObject.Study(studyInstanceUid) with { Details = [("Case", caseId.ToString())] };

    /// <summary>AE@host:port, or an address.</summary>
    private static string? HostOf(string destination) =>
        System.Uri.TryCreate(destination.Contains('@', StringComparison.Ordinal) ? $"dicom://{destination[(destination.LastIndexOf('@') + 1)..]}" : destination, UriKind.Absolute, out var address) && address.Host.Length > 0
            ? address.Host
            : null;
}
