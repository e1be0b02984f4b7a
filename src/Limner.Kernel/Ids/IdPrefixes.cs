namespace Limner.Kernel.Ids;

/// <summary>The prefixes of <see cref="PublicId"/>, one for each kind of thing the API names.</summary>
public static class IdPrefixes
{
    public const string User = "usr";
    public const string Folder = "fld";
    public const string File = "fil";
    public const string Image = "img";
    public const string Upload = "upl";
    public const string Album = "alb";
    public const string SavedSearch = "sav";
    public const string BulkEdit = "edt";
    public const string Duplicates = "dup";
    public const string Document = "doc";
    public const string Tag = "tag";
    public const string Prompt = "prm";
    public const string DescriptionRun = "run";
    public const string DescriptionTrial = "tri";
    public const string TagOperation = "tgo";
    public const string Generation = "gen";
    public const string Job = "job";
    public const string ApiKey = "key";
    public const string Invitation = "inv";
    public const string SecurityEvent = "evt";
}
