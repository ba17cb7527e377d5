using System.Globalization;
using System.Text.RegularExpressions;

namespace FellowOakDicom;

/// <summary>The rules of PS3.5 section 6.2 for text values; each method refuses what its representation does not allow.</summary>
public static partial class DicomValidation
{
    public static void ValidateAE(string content)
    {
        CheckLength(content, 16, DicomVR.AE);
        if (content.Length > 0 && string.IsNullOrWhiteSpace(content)) throw Refuse(content, DicomVR.AE, "it consists of spaces only");
        CheckControls(content, DicomVR.AE);
    }

    public static void ValidateAS(string content) => Match(content, Age(), DicomVR.AS, "write nnnD, nnnW, nnnM or nnnY");

    public static void ValidateCS(string content)
    {
        CheckLength(content, 16, DicomVR.CS);
        Match(content, Code(), DicomVR.CS, "only capitals, digits, space and underscore are allowed");
    }

    public static void ValidateDA(string content)
    {
        foreach (var part in content.Trim().Split('-'))
        {
            if (part.Length > 0 && !DateTime.TryParseExact(part.Trim(), ["yyyyMMdd", "yyyy.MM.dd"], CultureInfo.InvariantCulture,
                    DateTimeStyles.None, out _))
                throw Refuse(content, DicomVR.DA, "write a date as YYYYMMDD");
        }
    }

    public static void ValidateDS(string content)
    {
        CheckLength(content, 16, DicomVR.DS);
        Match(content, DecimalNumber(), DicomVR.DS, "write a decimal number");
    }

    public static void ValidateDT(string content) =>
        Match(content, Moment(), DicomVR.DT, "write a moment as YYYYMMDDHHMMSS.FFFFFF&ZZXX");

    public static void ValidateIS(string content)
    {
        CheckLength(content, 12, DicomVR.IS);
        Match(content, WholeNumber(), DicomVR.IS, "write a whole number");
        if (content.Trim().Length > 0 && !int.TryParse(content.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            throw Refuse(content, DicomVR.IS, "it does not fit into 32 bits");
    }

    public static void ValidateLO(string content)
    {
        CheckLength(content, 64, DicomVR.LO);
        CheckControls(content, DicomVR.LO);
    }

    public static void ValidateLT(string content) => CheckLength(content, 10240, DicomVR.LT);

    public static void ValidatePN(string content)
    {
        var groups = content.Split('=');
        if (groups.Length > 3) throw Refuse(content, DicomVR.PN, "a name has at most three groups separated by =");
        foreach (var group in groups)
        {
            CheckLength(group, 64, DicomVR.PN);
            if (group.Split('^').Length > 5) throw Refuse(content, DicomVR.PN, "a group has at most five components separated by ^");
        }

        CheckControls(content, DicomVR.PN);
    }

    public static void ValidateSH(string content)
    {
        CheckLength(content, 16, DicomVR.SH);
        CheckControls(content, DicomVR.SH);
    }

    public static void ValidateST(string content) => CheckLength(content, 1024, DicomVR.ST);

    public static void ValidateTM(string content) => Match(content, TimeOfDay(), DicomVR.TM, "write a time as HHMMSS.FFFFFF");

    public static void ValidateUI(string content)
    {
        if (content.Length > 0 && !DicomUID.IsValidUid(content.TrimEnd('\0', ' ')))
            throw Refuse(content, DicomVR.UI, "write at most 64 digits and dots, no component with a leading zero");
    }

    [GeneratedRegex(@"\A\d{3}[DWMY]\z")]
    private static partial Regex Age();

    [GeneratedRegex(@"\A[A-Z0-9_ ]*\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"\A *[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)? *\z")]
    private static partial Regex DecimalNumber();

    [GeneratedRegex(@"\A *[+-]?\d+ *\z")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"\A(\d{4}((0[1-9]|1[0-2])((0[1-9]|[12]\d|3[01])(([01]\d|2[0-3])([0-5]\d([0-5]\d|60)?(\.\d{1,6})?)?)?)?)?([+-]\d{4})?)?(-(\d{4,14}(\.\d{1,6})?([+-]\d{4})?)?)? *\z")]
    private static partial Regex Moment();

    [GeneratedRegex(@"\A(([01]\d|2[0-3])(:?[0-5]\d(:?([0-5]\d|60)(\.\d{1,6})?)?)?)?(-(([01]\d|2[0-3])(:?[0-5]\d(:?([0-5]\d|60)(\.\d{1,6})?)?)?)?)? *\z")]
    private static partial Regex TimeOfDay();

    private static void CheckLength(string content, int maximum, DicomVR vr)
    {
        if (content.Length > maximum)
            throw Refuse(content, vr, string.Create(CultureInfo.InvariantCulture, $"it has {content.Length} characters, {maximum} are allowed"));
    }

    private static void CheckControls(string content, DicomVR vr)
    {
        foreach (var c in content)
        {
            if (c == '\\' || (char.IsControl(c) && c != '\u001b'))
                throw Refuse(content, vr, "backslash and control characters are not allowed");
        }
    }

    private static void Match(string content, Regex pattern, DicomVR vr, string advice)
    {
        if (content.Length > 0 && !pattern.IsMatch(content)) throw Refuse(content, vr, advice);
    }

    private static DicomValidationException Refuse(string content, DicomVR vr, string advice) => new(content, vr, advice);
}
