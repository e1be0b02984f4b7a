using Limner.Kernel.Errors;

namespace Limner.Models;

/// <summary>What a painting model can do, and what it is asked for where a request leaves it open.</summary>
/// <param name="NativeSide">Of the squares it was trained on, in pixels.</param>
/// <param name="SizeStep">Sides are multiples of it.</param>
/// <param name="SmallestSide">In pixels.</param>
/// <param name="LongestSide">In pixels; what is larger than about one and a half times the native side is drawn smaller and enlarged.</param>
/// <param name="MostSteps">That may be asked for.</param>
/// <param name="Steps">Where none are asked for.</param>
/// <param name="GuidanceScale">Where none is asked for.</param>
/// <param name="TakesNegativePrompt">Whether a negative prompt changes anything.</param>
/// <param name="TakesPicture">Whether it can begin with a picture, and paint within a mask of it.</param>
/// <param name="NeedsMask">It is made for painting into pictures: without one it paints nothing.</param>
/// <param name="Scheduler">Its own.</param>
/// <param name="Schedulers">All it can be asked for with.</param>
/// <param name="PromptTokens">Tokens of a prompt that it takes in as one; what is longer is taken in parts. Null where that is not known, or means nothing.</param>
/// <param name="SquaresAlone">It draws at one size, enlarged to the square that is asked for.</param>
/// <param name="KnowsNamesAlone">It draws the things it has names for and nothing else; <c>GET /generate/names</c> lists them.</param>
public sealed record PaintingAbilities(
    int NativeSide,
    int SizeStep,
    int SmallestSide,
    int LongestSide,
    int MostSteps,
    int Steps,
    double GuidanceScale,
    bool TakesNegativePrompt,
    bool TakesPicture,
    bool NeedsMask,
    string? Scheduler,
    IReadOnlyList<string> Schedulers,
    int? PromptTokens,
    bool SquaresAlone,
    bool KnowsNamesAlone);

/// <summary>Knows the painting models; implemented by who paints.</summary>
public interface IPaintingModels
{
    /// <exception cref="LimnerException"><c>model_not_found</c>; <c>model_load</c>: it is no diffusion model that can be used.</exception>
    Task<PaintingAbilities> AbilitiesAsync(string id, CancellationToken cancellation);
}
