namespace CausalClipSeg.Pipeline.Audit;

/// <summary>The codes of PS3.16 that our events use (CID 400 to 405), and ours where it has none.</summary>
internal static class AuditCodes
{
    public static readonly AuditCode ApplicationActivity = Dcm("110100", "Application Activity");
    public static readonly AuditCode BeginTransferring = Dcm("110102", "Begin Transferring DICOM Instances");
    public static readonly AuditCode InstancesAccessed = Dcm("110103", "DICOM Instances Accessed");
    public static readonly AuditCode InstancesTransferred = Dcm("110104", "DICOM Instances Transferred");
    public static readonly AuditCode Export = Dcm("110106", "Export");
    public static readonly AuditCode PatientRecord = Dcm("110110", "Patient Record");
    public static readonly AuditCode Query = Dcm("110112", "Query");
    public static readonly AuditCode SecurityAlert = Dcm("110113", "Security Alert");
    public static readonly AuditCode UserAuthentication = Dcm("110114", "User Authentication");

    public static readonly AuditCode ApplicationStart = Dcm("110120", "Application Start");
    public static readonly AuditCode ApplicationStop = Dcm("110121", "Application Stop");
    public static readonly AuditCode Login = Dcm("110122", "Login");
    public static readonly AuditCode Logout = Dcm("110123", "Logout");
    public static readonly AuditCode NodeAuthentication = Dcm("110126", "Node Authentication");
    public static readonly AuditCode SoftwareConfiguration = Dcm("110131", "Software Configuration");
    public static readonly AuditCode RestrictedFunction = Dcm("110132", "Use of Restricted Function");

    public static readonly AuditCode Application = Dcm("110150", "Application");
    public static readonly AuditCode ApplicationLauncher = Dcm("110151", "Application Launcher");
    public static readonly AuditCode Destination = Dcm("110152", "Destination Role ID");
    public static readonly AuditCode Source = Dcm("110153", "Source Role ID");
    public static readonly AuditCode DestinationMedia = Dcm("110154", "Destination Media");

    public static readonly AuditCode StudyInstanceUid = Dcm("110180", "Study Instance UID");
    public static readonly AuditCode PatientNumber = new("2", "RFC-3881", "Patient Number");
    public static readonly AuditCode Uri = new("12", "RFC-3881", "URI");
    public static readonly AuditCode Node = Dcm("110182", "Node ID");

    public static AuditCode Ours(string value, string meaning) => new(value, "99CAUSALCLIPSEG", meaning);

    private static AuditCode Dcm(string value, string meaning) => new(value, "DCM", meaning);
}
