using Limner.Kernel.Errors;

namespace Limner.Tagging.Describing;

/// <summary>What has become of one image of a run; not stored yet.</summary>
/// <param name="Answer">Null where there is none of use, and where the image is gone.</param>
/// <param name="IsOfModel">Whether the failure is what the model made of the picture, to be remembered with the content.</param>
internal sealed record DescriptionOutcome(long ImageId, long ContentId, DescriptionImageState State, PictureAnswer? Answer, Failure? Failure, bool IsOfModel, double? Seconds)
{
    public static DescriptionOutcome Gone(long imageId) => new(imageId, 0, DescriptionImageState.Gone, null, null, false, null);

    public static DescriptionOutcome Known(PictureFacts picture, PictureAnswer answer) => new(picture.ImageId, picture.Content.Id, DescriptionImageState.Known, answer, null, false, null);

    public static DescriptionOutcome Of(PictureFacts picture, Asked asked)
        => new(picture.ImageId, picture.Content.Id, asked.Answer is null ? DescriptionImageState.Failed : DescriptionImageState.Done, asked.Answer, asked.Failure, true, asked.Seconds);

    public static DescriptionOutcome Failed(PictureFacts picture, Failure failure) => new(picture.ImageId, picture.Content.Id, DescriptionImageState.Failed, null, failure, false, null);
}
