namespace Limner.Vision.Layout;

/// <summary>A model's files are not those of a layout model that can be run here. Caught where it is known whether one is being imported or used.</summary>
internal sealed class LayoutMisfitException(string why) : Exception(why);
