using System.Diagnostics.Metrics;

namespace CausalClipSeg.Pipeline.Models;

/// <summary>The learning line in numbers, for whatever collects the process's meters.</summary>
public sealed class LearningMetrics : IDisposable
{
    public const string MeterName = "CausalClipSeg.Learning";

    private readonly Meter _meter;
    private readonly Gauge<double> _epoch, _loss, _dice, _secondsLeft, _psi;
    private readonly Counter<long> _runs, _verdicts;

    public LearningMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _epoch = _meter.CreateGauge<double>("causalclipseg.training.epoch", "{epoch}", "Epochs done by the run in progress.");
        _loss = _meter.CreateGauge<double>("causalclipseg.training.loss", null, "Segmentation loss of the latest step.");
        _dice = _meter.CreateGauge<double>("causalclipseg.training.validation_dice", null, "Dice on the validation side after the latest epoch.");
        _secondsLeft = _meter.CreateGauge<double>("causalclipseg.training.remaining", "s", "Estimated time until the run in progress ends.");
        _psi = _meter.CreateGauge<double>("causalclipseg.drift.psi", null, "Population stability index against the reference window, by measure.");
        _runs = _meter.CreateCounter<long>("causalclipseg.training.runs", "{run}", "Training runs that have ended, by outcome.");
        _verdicts = _meter.CreateCounter<long>("causalclipseg.promotion.verdicts", "{model}", "Candidates promoted, put into shadow, or refused.");
    }

    public void Training(double epoch, double loss, double? validationDice, TimeSpan? left)
    {
        _epoch.Record(epoch);
        _loss.Record(loss);
        if (validationDice is { } dice)
            _dice.Record(dice);
        if (left is { } time)
            _secondsLeft.Record(time.TotalSeconds);
    }

    public void RunEnded(string outcome) => _runs.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Verdict(string verdict) => _verdicts.Add(1, new KeyValuePair<string, object?>("verdict", verdict));

    public void Drift(string measure, double psi) => _psi.Record(psi, new KeyValuePair<string, object?>("measure", measure));

    public void Dispose() => _meter.Dispose();
}
