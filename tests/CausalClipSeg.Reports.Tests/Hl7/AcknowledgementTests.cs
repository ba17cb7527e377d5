using System.Text;
using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports.Tests.Hl7;

public sealed class AcknowledgementTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_accepted_message_is_answered_AA_with_its_control_id()
    {
        var answer = Read(Acknowledgement.Accept(Message()));
        answer.First("MSA")!.Value(1).ShouldBe("AA");
        answer.First("MSA")!.Value(2).ShouldBe("MSG1");
        answer.Header.Value(3).ShouldBe("CCS");
        answer.Header.Value(5).ShouldBe("RIS");
        answer.Header.Raw(9).ShouldBe("ACK^R01^ACK");
        answer.Version.ShouldBe("2.5.1");
        answer.ControlId.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(ReportProblemKind.NotAReport, "AR")]
    [InlineData(ReportProblemKind.Malformed, "AE")]
    [InlineData(ReportProblemKind.UnsupportedMessageType, "AR")]
    [InlineData(ReportProblemKind.UnsupportedEvent, "AR")]
    [InlineData(ReportProblemKind.UnsupportedProcessingId, "AR")]
    [InlineData(ReportProblemKind.UnsupportedVersion, "AR")]
    [InlineData(ReportProblemKind.UnsupportedCharacterSet, "AE")]
    [InlineData(ReportProblemKind.MissingField, "AE")]
    [InlineData(ReportProblemKind.UnknownValue, "AE")]
    [InlineData(ReportProblemKind.NoReadableText, "AE")]
    [InlineData(ReportProblemKind.NothingToDo, "AA")]
    [InlineData(ReportProblemKind.EventNotDone, "AE")]
    [InlineData(ReportProblemKind.MergeConflict, "AE")]
    [InlineData(ReportProblemKind.DuplicateWithOtherBody, "AE")]
    [InlineData(ReportProblemKind.InternalFault, "AR")]
    public void Each_kind_of_refusal_has_its_code(ReportProblemKind kind, string code)
    {
        var answer = Read(Acknowledgement.Refuse(Message(), new(kind, "103", "What | where, what to do.", "OBX^2^5"), AcknowledgementRules.Default));
        answer.First("MSA")!.Value(1).ShouldBe(code);
        answer.First("MSA")!.Value(3).ShouldBe("What | where, what to do.");
        answer.First("ERR")!.Raw(2).ShouldBe("OBX^2^5");
        answer.First("ERR")!.Value(3).ShouldBe("103");
        answer.First("ERR")!.Value(3, 2).ShouldBe("Table value not found");
    }

    [Fact]
    public void A_site_can_change_a_row_of_the_table()
    {
        var rules = AcknowledgementRules.With(new Dictionary<ReportProblemKind, AcknowledgementCode> { [ReportProblemKind.UnsupportedMessageType] = AcknowledgementCode.Accept });
        Acknowledgement.Refuse(Message(), new(ReportProblemKind.UnsupportedMessageType, "200", "No."), rules).Code.ShouldBe("AA");
        Acknowledgement.Refuse(Message(), new(ReportProblemKind.InternalFault, "207", "No."), rules).Code.ShouldBe("AR");
    }

    [Theory]
    [InlineData("AL", "NE", "CA", true)]
    [InlineData("NE", "AL", "AA", true)]
    [InlineData("ER", "NE", "CA", false)]
    [InlineData("SU", "NE", "CA", true)]
    [InlineData("NE", "NE", "CA", false)]
    [InlineData("", "", "AA", true)]
    public void Enhanced_mode_answers_as_the_header_asks(string accept, string application, string code, bool wanted)
    {
        var answer = Acknowledgement.Accept(Message(accept, application));
        answer.Code.ShouldBe(code);
        answer.IsWanted.ShouldBe(wanted);
    }

    [Fact]
    public void Bytes_without_a_header_still_get_an_answer()
    {
        var answer = Read(Acknowledgement.Refuse(null, new(ReportProblemKind.NotAReport, "100", "No message."), AcknowledgementRules.Default));
        answer.First("MSA")!.Value(1).ShouldBe("AR");
    }

    private static Hl7Message Message(string accept = "", string application = "") =>
        Hl7Message.Read(Messages.Bytes(Messages.OruWith(Messages.Header(accept: accept, application: application), Messages.Order()))).Message.ShouldNotBeNull();

    private static Hl7Message Read(Acknowledgement acknowledgement) => Hl7Message.Read(acknowledgement.ToBytes(_now)).Message.ShouldNotBeNull(Encoding.UTF8.GetString(acknowledgement.ToBytes(_now)));
}
