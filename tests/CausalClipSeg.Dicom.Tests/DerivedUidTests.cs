namespace CausalClipSeg.Dicom.Tests;

public sealed class DerivedUidTests
{
    [Fact]
    public void The_same_parts_make_the_same_uid() =>
        DerivedUid.Create("seg", "1.2.3", "1.2.4", "1", "m1").ShouldBe(DerivedUid.Create("seg", "1.2.3", "1.2.4", "1", "m1"));

    [Fact]
    public void Each_part_and_the_kind_make_a_difference() => new[]
    {
        DerivedUid.Create("seg", "1.2.3", "1.2.4"),
        DerivedUid.Create("series", "1.2.3", "1.2.4"),
        DerivedUid.Create("seg", "1.2.3", "1.2.5"),
        DerivedUid.Create("seg", "1.2.31", ".2.4"),
        DerivedUid.Create("seg", "1.2.31.2.4"),
    }.ShouldBeUnique();

    [Fact]
    public void It_is_a_version_5_uuid_in_decimal_under_2_25()
    {
        var uid = DerivedUid.Create("seg", "1.2.3");
        uid.ShouldStartWith("2.25.");
        uid.Length.ShouldBeLessThanOrEqualTo(44);
        var hexadecimal = System.Numerics.BigInteger.Parse(uid["2.25.".Length..]).ToString("x32")[^32..];
        hexadecimal[12].ShouldBe('5');
        "89ab".ShouldContain(hexadecimal[16]);
    }

    [Fact]
    public void The_uid_of_given_parts_never_changes_between_releases() =>
        DerivedUid.Create("seg", "1.2.3", "1.2.4").ShouldBe("2.25.120102817061021919622066004739198613933");
}
