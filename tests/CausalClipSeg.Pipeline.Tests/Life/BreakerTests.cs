using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Delivery;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests;

/// <summary>When an archive that fails is tried again.</summary>
public sealed class BreakerTests
{
    private const string Archive = "ARCHIVE@pacs:104";

    private readonly StandingClock _clock = new() { Now = new(2026, 3, 29, 1, 30, 0, TimeSpan.Zero) };
    private readonly PacsOptions _options = new() { BreakAfter = 3, RetrySeconds = 10, LongestRetrySeconds = 300, TimeoutSeconds = 20 };
    private readonly DestinationBreakers _breakers;

    public BreakerTests() => _breakers = new DestinationBreakers(Options.Create(_options), _clock);

    [Fact]
    public void Pauses_double_up_to_the_longest_give_or_take_a_fifth()
    {
        int[] expected = [10, 20, 40, 80, 160, 300, 300];
        for (var failures = 1; failures <= expected.Length; failures++)
            for (var i = 0; i < 20; i++)
                _breakers.Pause(failures).TotalSeconds.ShouldBeInRange(expected[failures - 1] * 0.8, expected[failures - 1] * 1.2);
        _breakers.Pause(100_000).TotalSeconds.ShouldBeInRange(240, 360);
    }

    [Fact]
    public void After_some_failures_in_a_row_one_probe_at_a_time_goes_out_and_an_answer_lets_all_through()
    {
        Fail(2);
        _breakers.Enter(Archive).ShouldBe(TimeSpan.Zero, "two in a row are not enough");
        Fail(1);
        _breakers.Enter(Archive).TotalSeconds.ShouldBeInRange(32, 48);

        _clock.Now += TimeSpan.FromSeconds(49);
        _breakers.Enter(Archive).ShouldBe(TimeSpan.Zero, "the probe");
        _breakers.Enter(Archive).ShouldBe(TimeSpan.FromSeconds(60), "the others wait for the probe as long as it may take");
        _breakers.Enter("OTHER@pacs:104").ShouldBe(TimeSpan.Zero);

        _breakers.Answered(Archive);
        _breakers.Enter(Archive).ShouldBe(TimeSpan.Zero);
        _breakers.Enter(Archive).ShouldBe(TimeSpan.Zero);
        Fail(2);
        _breakers.Enter(Archive).ShouldBe(TimeSpan.Zero, "an answer ends the row");
    }

    [Fact]
    public void A_clock_that_is_set_back_keeps_no_archive_shut()
    {
        Fail(3);
        _clock.Now -= TimeSpan.FromDays(1);
        _breakers.Enter(Archive).ShouldBe(TimeSpan.Zero);
        _breakers.Enter(Archive).ShouldBe(TimeSpan.FromSeconds(60), "one probe at a time by the new clock too");
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
            _breakers.Failed(Archive, "Connection refused");
    }
}
