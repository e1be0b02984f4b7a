using System.Numerics;

namespace Limner.Imaging.Derivation;

/// <summary>
/// A picture's main colours: k-means in OKLab, where distances are near what eyes see (B. Ottosson, "A perceptual color space for image
/// processing", 2020). Starting points are the mean colour and then always the colour farthest from those chosen, so nothing is left to chance.
/// </summary>
internal static class PaletteExtractor
{
    private const int MaxColours = 5;
    private const int MaxRounds = 12;

    // Nearer than this, two colours look like one; OKLab distances of colours run to about 1.
    private const float JustApart = 0.06f;

    // A cluster smaller than this is a detail, not a main colour.
    private const double LeastShare = 0.025;

    /// <param name="rgb">Sampled pixels, three channels, 0 to 255; 1 pixel or more.</param>
    public static IReadOnlyList<PaletteColor> Extract(ReadOnlySpan<float> rgb)
    {
        var colours = new Vector3[rgb.Length / 3];
        for (var i = 0; i < colours.Length; i++)
        {
            colours[i] = OkLab.FromSrgb(rgb[i * 3] / 255, rgb[(i * 3) + 1] / 255, rgb[(i * 3) + 2] / 255);
        }

        var nearest = new int[colours.Length];
        var centres = Start(colours);
        for (var round = 0; round < MaxRounds; round++)
        {
            if (!Assign(colours, centres, nearest) && round > 0)
            {
                break;
            }

            Centre(colours, centres, nearest);
        }

        return Describe(Merge(centres, nearest));
    }

    private static Vector3[] Start(Vector3[] colours)
    {
        var mean = Vector3.Zero;
        foreach (var colour in colours)
        {
            mean += colour;
        }

        mean /= colours.Length;
        var distances = new float[colours.Length];
        Array.Fill(distances, float.MaxValue);
        var centres = new List<Vector3>();
        var next = mean;
        while (centres.Count < MaxColours)
        {
            centres.Add(next);
            var farthest = 0;
            for (var i = 0; i < colours.Length; i++)
            {
                distances[i] = Math.Min(distances[i], Vector3.DistanceSquared(colours[i], next));
                if (distances[i] > distances[farthest])
                {
                    farthest = i;
                }
            }

            if (distances[farthest] < JustApart * JustApart)
            {
                break;
            }

            next = colours[farthest];
        }

        return [.. centres];
    }

    /// <returns>Whether any colour has moved to another centre.</returns>
    private static bool Assign(Vector3[] colours, Vector3[] centres, int[] nearest)
    {
        var moved = false;
        for (var i = 0; i < colours.Length; i++)
        {
            var best = 0;
            var distance = float.MaxValue;
            for (var k = 0; k < centres.Length; k++)
            {
                var candidate = Vector3.DistanceSquared(colours[i], centres[k]);
                if (candidate < distance)
                {
                    (best, distance) = (k, candidate);
                }
            }

            moved |= nearest[i] != best;
            nearest[i] = best;
        }

        return moved;
    }

    private static void Centre(Vector3[] colours, Vector3[] centres, int[] nearest)
    {
        var sums = new Vector3[centres.Length];
        var counts = new int[centres.Length];
        for (var i = 0; i < colours.Length; i++)
        {
            sums[nearest[i]] += colours[i];
            counts[nearest[i]]++;
        }

        for (var k = 0; k < centres.Length; k++)
        {
            if (counts[k] > 0)
            {
                centres[k] = sums[k] / counts[k];
            }
        }
    }

    /// <summary>Joins clusters that look alike and those too small to count to the nearest other.</summary>
    private static List<(Vector3 Colour, double Share)> Merge(Vector3[] centres, int[] nearest)
    {
        var clusters = centres
            .Select((centre, k) => (Colour: centre, Share: nearest.Count(index => index == k) / (double)nearest.Length))
            .Where(cluster => cluster.Share > 0)
            .OrderByDescending(cluster => cluster.Share)
            .ToList();
        for (var i = clusters.Count - 1; i > 0; i--)
        {
            var small = clusters[i];
            var (distance, near) = clusters.Take(i).Select((other, k) => (Vector3.Distance(other.Colour, small.Colour), k)).Min();
            if (distance < JustApart || small.Share < LeastShare)
            {
                var large = clusters[near];
                var share = large.Share + small.Share;

                // A detail's colour is dropped; two shades of one colour become their mean.
                var colour = distance < JustApart ? ((large.Colour * (float)large.Share) + (small.Colour * (float)small.Share)) / (float)share : large.Colour;
                clusters[near] = (colour, share);
                clusters.RemoveAt(i);
            }
        }

        return clusters;
    }

    /// <summary>Shares in steps of a thousandth, what rounding leaves over given to the first.</summary>
    private static List<PaletteColor> Describe(List<(Vector3 Colour, double Share)> clusters)
    {
        var palette = clusters
            .OrderByDescending(cluster => cluster.Share)
            .Select(cluster => new PaletteColor(OkLab.ToHex(cluster.Colour), Math.Round(cluster.Share, 3)))
            .ToList();
        palette[0] = palette[0] with { Share = Math.Round(1 - palette.Skip(1).Sum(colour => colour.Share), 3) };
        return palette;
    }
}
