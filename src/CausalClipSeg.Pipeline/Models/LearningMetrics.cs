using System.Diagnostics.Metrics;

namespace CausalClipSeg.Pipeline.Models;

/// <summary>The learning line in numbers, for whatever collects the process's meters.</summary>
public sealed class LearningMetrics : IDisposable
{
    public const string MeterName = "CausalClipSeg.Learning";

    private readonly Meter _meter;
    private readonly Gauge<double> _epoch, _loss, _dice, _secondsLeft, _psi, _alarm, _corrected, _readerDice;
    private readonly Counter<long> _runs, _evaluations, _verdicts;

    public LearningMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _epoch = _meter.CreateGauge<double>("causalclipseg.training.epoch", "{epoch}", "Epochs done by the run in progress.");
        _loss = _meter.CreateGauge<double>("causalclipseg.training.loss", null, "Segmentation loss of the latest step.");
        _dice = _meter.CreateGauge<double>("causalclipseg.training.validation_dice", null, "Dice on the validation side after the latest epoch.");
        _secondsLeft = _meter.CreateGauge<double>("causalclipseg.training.remaining", "s", "Estimated time until the run in progress ends.");
        _psi = _meter.CreateGauge<double>("causalclipseg.drift.psi", null, "Population stability index against the reference window, by measure.");
        _alarm = _meter.CreateGauge<double>("causalclipseg.drift.alarm", null, "1 where a measure has drifted or readers judge the champion worse, by measure.");
        _corrected = _meter.CreateGauge<double>("causalclipseg.reviews.corrected", null, "Share of the reviewed cases that readers corrected (rejected, redrawn, wrong side), of the reference and the recent window.");
        _readerDice = _meter.CreateGauge<double>("causalclipseg.reviews.dice", null, "Mean Dice of our masks against the readers', of the reference and the recent window.");
        _runs = _meter.CreateCounter<long>("causalclipseg.training.runs", "{run}", "Training runs that have ended, by outcome.");
        _evaluations = _meter.CreateCounter<long>("causalclipseg.evaluations", "{evaluation}", "Comparisons of a candidate with the champion that have ended, by outcome.");
        _verdicts = _meter.CreateCounter<long>("causalclipseg.promotion.verdicts", "{model}", "Candidates promoted, refused, or held for somebody's word.");
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

    public void EvaluationEnded(string outcome) => _evaluations.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Drift(string measure, double psi, bool alarm)
    {
        var tag = new KeyValuePair<string, object?>("measure", measure);
        _psi.Record(psi, tag);
        _alarm.Record(alarm ? 1 : 0, tag);
    }

    public void Reviews(string window, double corrected, double dice)
    {
        var tag = new KeyValuePair<string, object?>("window", window);
        _corrected.Record(corrected, tag);
        _readerDice.Record(dice, tag);
    }

    public void Dispose() => _meter.Dispose();
}
