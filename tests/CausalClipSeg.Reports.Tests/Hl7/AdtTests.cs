using CausalClipSeg.Reports.Hl7;

namespace CausalClipSeg.Reports.Tests.Hl7;

/// <summary>What is read of ADT: merges of patient numbers, and of every other event whether it is any of our business.</summary>
public sealed class AdtTests
{
    [Theory]
    [InlineData("A40^ADT_A39")]
    [InlineData("A34^ADT_A30")]
    [InlineData("A36^ADT_A30")]
    [InlineData("A18^ADT_A18")]
    public void The_prior_number_is_merged_into_the_surviving_one(string trigger)
    {
        var read = Read(trigger, "EVN||20260102101500+0100", "PID|1||P2^^^HOSP^MR||Doe^Jane", "PD1", "MRG|P1^^^HOSP^MR", "PV1|1|I");
        read.Problem.ShouldBeNull();
        read.Merges.ShouldBe([new("P1", "P2", "HOSP")]);
        read.OccurredAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 10, 15, 0, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Every_group_of_a_message_is_a_merge_of_its_own() =>
        Read("A40", "PID|1||P2", "MRG|P1", "PID|2||P4", "PD1", "MRG|P3", "PID|3||P4", "MRG|P3").Merges.ShouldBe([new("P1", "P2", null), new("P3", "P4", null)]);

    [Fact]
    public void The_numbers_are_those_that_reports_are_read_by() =>
        Read("A40", "PID|1||S9^^^TAX^SS~P2^^^HOSP^MR~E2^^^MPI^PI", "MRG|S8^^^TAX^SS~P1^^^HOSP^MR~E1^^^MPI^PI~P0^^^HOSP^MR").Merges.ShouldBe([new("P1", "P2", "HOSP"), new("P0", "P2", "HOSP")]);

    [Fact]
    public void A_number_is_merged_into_that_of_its_own_authority() =>
        Read("A40", "PID|1||P2^^^NORTH^MR~Q2^^^SOUTH^MR", "MRG|P1^^^NORTH^MR~Q1^^^SOUTH^MR").Merges.ShouldBe([new("P1", "P2", "NORTH"), new("Q1", "Q2", "SOUTH")]);

    [Fact]
    public void Where_one_side_names_no_authority_nothing_speaks_against_the_other() => Read("A40", "PID|1||P2", "MRG|P1^^^HOSP").Merges.ShouldBe([new("P1", "P2", "HOSP")]);

    [Fact]
    public void Where_the_message_of_an_old_sender_names_its_event_in_EVN_it_is_read_there() =>
        AdtReader.Read(Hl7Message.Read(Messages.Bytes(Messages.Header("ADT", version: "2.1") + "\rEVN|A18\rPID|1||P2\rMRG|P1\rPV1|1\r")).Message!, ReportReadingOptions.Default).Merges.ShouldBe([new("P1", "P2", null)]);

    [Theory]
    [InlineData("PID|1||P2", "PID 1 has no MRG segment behind it, so it cannot be told which number was merged into it; send an MRG for each PID. at MRG^1", ReportProblemKind.Malformed)]
    [InlineData("PID|1||P2~MRG|P1~PID|2||P4", "PID 2 has no MRG segment behind it, so it cannot be told which number was merged into it; send an MRG for each PID. at MRG^2", ReportProblemKind.Malformed)]
    [InlineData("MRG|P1~PID|1||P2", "MRG 1 stands before the first PID, so it cannot be told into which patient it is merged; send PID before its MRG. at MRG^1", ReportProblemKind.Malformed)]
    [InlineData("EVN|A40", "The message has no PID segment, so there is no patient to merge into; send PID and MRG. at PID^1", ReportProblemKind.Malformed)]
    [InlineData("PID|1||~MRG|P1", "PID-3 of PID 1 is empty, so there is no number to merge into; send the surviving number. at PID^1^3", ReportProblemKind.MissingField)]
    [InlineData("PID|1||P2~MRG|||A7", "MRG-1 of MRG 1 is empty, so there is no number to merge; send the prior number. at MRG^1^1", ReportProblemKind.MissingField)]
    [InlineData("PID|1||P2^^^NORTH~MRG|P1^^^SOUTH", "MRG-1 of MRG 1 is a number of the authority \"SOUTH\" (MRG-1.4), and PID-3 of PID 1 has none of it. A number is merged into one of the same authority; send that one. at MRG^1^1", ReportProblemKind.UnknownValue)]
    [InlineData("PID|1||P2~MRG|p2", "The message merges each patient number into itself (MRG-1 and PID-3 are the same); nothing was done. at MRG^1^1", ReportProblemKind.NothingToDo)]
    [InlineData("PID|1||P2~MRG|P1~MSH|^", "The message holds a second MSH segment, so it is two messages in one; send each in a frame of its own. at MSH^2", ReportProblemKind.Malformed)]
    public void What_cannot_be_merged_is_refused_whole_with_segment_and_field(string segments, string sentence, ReportProblemKind kind)
    {
        var read = Read("A40", segments.Split('~'));
        read.Merges.ShouldBeEmpty();
        var problem = read.Problem.ShouldNotBeNull();
        ($"{problem.Sentence} at {problem.Location}", problem.Kind).ShouldBe((sentence, kind));
    }

    [Fact]
    public void Events_about_what_is_not_kept_here_are_nothing_to_do_whatever_else_they_hold()
    {
        foreach (var trigger in new[] { "A01", "A04", "A08", "A28", "A31", "A35", "A41", "A42", "A49", "A50", "A51", "A60" })
        {
            var problem = Read(trigger, "PID|1||P2", "MRG|P1").Problem.ShouldNotBeNull(trigger);
            (problem.Kind, problem.Sentence).ShouldBe((ReportProblemKind.NothingToDo, $"ADT^{trigger} is about nothing that is kept here; nothing was done."));
        }
    }

    [Theory]
    [InlineData("A24", "ADT^A24 (MSH-9) links two patients, which is not done here; nothing was changed. Where two numbers are one patient's, send ADT^A40.")]
    [InlineData("A37", "ADT^A37 (MSH-9) unlinks two patients, which is not done here; nothing was changed. Where two numbers are one patient's, send ADT^A40.")]
    [InlineData("A43", "ADT^A43 (MSH-9) moves a number from one patient to another, which is not done here; nothing was changed. Where two numbers are one patient's, send ADT^A40.")]
    [InlineData("A47", "ADT^A47 (MSH-9) changes a number of a patient, which is not done here; nothing was changed. Where two numbers are one patient's, send ADT^A40.")]
    [InlineData("Z40", "ADT^\"Z40\" (MSH-9) is no event that is known here; nothing was changed. Where two numbers are one patient's, send ADT^A40.")]
    [InlineData("", "ADT^\"\" (MSH-9) is no event that is known here; nothing was changed. Where two numbers are one patient's, send ADT^A40.")]
    public void An_event_that_says_who_is_who_in_a_way_that_is_not_followed_is_never_taken_as_done(string trigger, string sentence)
    {
        var problem = Read(trigger, "PID|1||P2", "MRG|P1").Problem.ShouldNotBeNull();
        (problem.Kind, problem.Sentence, problem.Location).ShouldBe((ReportProblemKind.EventNotDone, sentence, "MSH^1^9"));
    }

    [Fact]
    public void A_merge_of_a_test_system_is_no_merge() =>
        AdtReader.Read(Hl7Message.Read(Messages.Bytes(Messages.Header("ADT^A40", processing: "T") + "\rPID|1||P2\rMRG|P1\r")).Message!, ReportReadingOptions.Default)
            .Problem.ShouldNotBeNull().Kind.ShouldBe(ReportProblemKind.UnsupportedProcessingId);

    private static AdtReadResult Read(string trigger, params string[] segments) =>
        AdtReader.Read(Hl7Message.Read(Messages.Bytes(string.Join('\r', [Messages.Header($"ADT^{trigger}"), .. segments]) + "\r")).Message.ShouldNotBeNull(), ReportReadingOptions.Default);
}
