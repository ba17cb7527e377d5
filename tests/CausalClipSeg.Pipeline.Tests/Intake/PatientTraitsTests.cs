using CausalClipSeg.Pipeline.Intake;
using FellowOakDicom;

namespace CausalClipSeg.Tests;

/// <summary>What is read of a patient's sex and age, and what is not taken for either.</summary>
public sealed class PatientTraitsTests
{
    [Theory]
    [InlineData("045Y", null, null, 45)]
    [InlineData("023M", null, null, 1)]
    [InlineData("051W", null, null, 0)]
    [InlineData("400D", null, null, 1)]
    [InlineData("45Y", "19800229", "20260228", 45)]
    [InlineData(null, "19800229", "20260301", 46)]
    [InlineData(null, "19800229", null, null)]
    [InlineData(null, "20270101", "20260301", null)]
    [InlineData("999Y", null, null, null)]
    [InlineData("-12Y", null, null, null)]
    [InlineData(null, null, "20260301", null)]
    public void Age_is_what_the_image_says_in_whole_years(string? age, string? birth, string? study, int? years)
    {
        var dataset = new DicomDataset().NotValidated();
        foreach (var (tag, value) in new[] { (DicomTag.PatientAge, age), (DicomTag.PatientBirthDate, birth), (DicomTag.StudyDate, study) })
            if (value is not null)
                dataset.Add(tag, value);

        PatientTraits.Age(dataset).ShouldBe(years);
    }

    [Theory]
    [InlineData("F", "F")]
    [InlineData("O", "O")]
    [InlineData("female", null)]
    [InlineData("", null)]
    public void Sex_is_one_of_the_three_that_the_standard_has(string said, string? sex)
    {
        var dataset = new DicomDataset().NotValidated();
        dataset.Add(DicomTag.PatientSex, said);

        PatientTraits.Sex(dataset).ShouldBe(sex);
    }
}
