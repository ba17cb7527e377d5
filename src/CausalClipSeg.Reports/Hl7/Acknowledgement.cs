using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CausalClipSeg.Reports.Hl7;

/// <summary>The answer (AA, AE, AR, CA, CE or CR) to a message, in original or enhanced mode as its header asks (chapter 2.9); a value until it is written to bytes.</summary>
public sealed record Acknowledgement(string Code, string ControlId, string Text, ReportProblem? Problem)
{
    private const string Application = "CAUSALCLIPSEG";

    /// <summary>False where enhanced mode asks for no answer in this case: then nothing is sent.</summary>
    public bool IsWanted { get; private init; } = true;

    private Hl7Message? Original { get; init; }

    /// <summary>For a message that is durably ours, or was already (same control id, same body).</summary>
    public static Acknowledgement Accept(Hl7Message message, string text = "Report stored.") => Make(message, AcknowledgementCode.Accept, text, null);

    /// <summary>For a message that is refused, by the site's table; null where not even a header was readable.</summary>
    public static Acknowledgement Refuse(Hl7Message? message, ReportProblem problem, AcknowledgementRules rules) =>
        Make(message, rules[problem.Kind], problem.Sentence, problem);

    /// <summary>The message as it goes on the wire, without the MLLP frame.</summary>
    /// <remarks>An id derived from the original's keeps repeated answers identical.</remarks>
    public byte[] ToBytes(DateTimeOffset now)
    {
        var delimiters = Original?.Delimiters ?? Hl7Delimiters.Usual;
        var lines = new StringBuilder();
        lines.Append(Header(delimiters, now)).Append('\r');
        lines.Append(Segment(delimiters, "MSA", Code, Esc(ControlId, delimiters), Esc(Limit(Text), delimiters))).Append('\r');
        if (Problem is not null) lines.Append(ErrorSegment(delimiters, Problem)).Append('\r');
        var encoding = Original?.CharacterSet.Encoding ?? Encoding.UTF8;
        return Hl7CharacterSet.Lenient(encoding).GetBytes(lines.ToString());
    }

    private string Header(Hl7Delimiters d, DateTimeOffset now)
    {
        var from = Original?.Header;
        var time = now.ToString("yyyyMMddHHmmss.fffzzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        var receiver = Or(from?.Raw(5), Application);
        var type = Original?.TriggerEvent is { Length: > 0 } trigger ? $"ACK{d.Component}{Esc(trigger, d)}{d.Component}ACK" : "ACK";
        return "MSH" + d.Field + Segment(d, d.EncodingCharacters, receiver, from?.Raw(6) ?? "", from?.Raw(3) ?? "", from?.Raw(4) ?? "", time, "", type,
            OwnId(now), Or(from?.Raw(11), "P"), Or(from?.Raw(12), "2.5.1"), "", "", "", "", "", from?.Raw(18) ?? "UNICODE UTF-8").TrimEnd(d.Field);
    }

    private static string ErrorSegment(Hl7Delimiters d, ReportProblem problem)
    {
        var place = problem.Location?.Replace('^', d.Component) ?? "";
        var meaning = Hl7ErrorCodes.Meaning(problem.Hl7Code);
        return Segment(d, "ERR", "", place, $"{problem.Hl7Code}{d.Component}{meaning}{d.Component}HL70357", "E", "", "", "", Esc(problem.Sentence, d));
    }

    private string OwnId(DateTimeOffset now)
    {
        var seed = Encoding.UTF8.GetBytes($"{ControlId}\n{Code}\n{now.UtcTicks.ToString(CultureInfo.InvariantCulture)}");
        return Convert.ToHexString(SHA256.HashData(seed).AsSpan(0, 10));
    }

    private static Acknowledgement Make(Hl7Message? message, AcknowledgementCode code, string text, ReportProblem? problem)
    {
        var accept = message?.Header.Value(15) ?? "";
        var application = message?.Header.Value(16) ?? "";
        var enhanced = accept.Length > 0 || application.Length > 0;
        var commit = enhanced && (accept is not ("" or "NE") || application is "" or "NE");
        var letters = commit ? "C" : "A";
        var condition = !enhanced ? "AL" : commit ? accept : application;
        var wanted = condition switch
        {
            "NE" or "" => false,
            "ER" => code != AcknowledgementCode.Accept,
            "SU" => code == AcknowledgementCode.Accept,
            _ => true,
        };
        var letter = code switch { AcknowledgementCode.Accept => "A", AcknowledgementCode.Error => "E", _ => "R" };
        return new(letters + letter, message?.ControlId ?? "", text, problem) { Original = message, IsWanted = wanted };
    }

    private static string Segment(Hl7Delimiters d, params string[] fields) => string.Join(d.Field, fields);

    private static string Esc(string text, Hl7Delimiters d) => Hl7Escapes.Escape(text, d);

    private static string Or(string? value, string otherwise) => string.IsNullOrEmpty(value) ? otherwise : value;

    private static string Limit(string text) => text.Length <= 240 ? text : text[..240];
}
