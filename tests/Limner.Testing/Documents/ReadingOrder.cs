namespace Limner.Testing.Documents;

/// <summary>Whether blocks were read in their order.</summary>
public static class ReadingOrder
{
    /// <summary>
    /// Kendall's tau-a of the blocks of a truth in what was read: concordant pairs less discordant ones by all pairs, -1..1. A block stands where its text was found; of blocks of different flows on one page
    /// neither order is wrong, so that pair does not count; furniture and what has no words does not either. 1 when there is no pair.
    /// </summary>
    public static OrderScore Tau(LayoutDocument truth, string read)
    {
        var blocks = truth.Elements.Where(element => !element.Furniture && element.Class != "figure" && Words(element.Text).Length > 0).ToList();
        var places = Locate([.. blocks.Select(block => block.Text)], read);
        var (sum, pairs) = (0, 0);
        for (var i = 0; i < blocks.Count; i++)
        {
            for (var j = i + 1; j < blocks.Count; j++)
            {
                var either = blocks[i].Flow != blocks[j].Flow && PagesOf(blocks[i]).Intersect(PagesOf(blocks[j])).Any();
                if (!either && places[i] is { } one && places[j] is { } other)
                {
                    pairs++;
                    sum += Math.Sign(other - one);
                }
            }
        }

        return new OrderScore(pairs == 0 ? 1 : (double)sum / pairs, pairs, blocks.Count, places.Count(place => place is not null));
    }

    /// <summary>Kendall's tau-a of ranks: 1 in order, -1 reversed, ties count as neither.</summary>
    public static double Tau(IReadOnlyList<double> places)
    {
        var (sum, pairs) = (0, 0);
        for (var i = 0; i < places.Count; i++)
        {
            for (var j = i + 1; j < places.Count; j++)
            {
                pairs++;
                sum += Math.Sign(places[j] - places[i]);
            }
        }

        return pairs == 0 ? 1 : (double)sum / pairs;
    }

    /// <summary>
    /// Where each text stands in what was read, in words: the median place of its runs of words (of three; of two and of one where the text has no more, or no run of three is found) that stand
    /// only once in the texts and once in what was read. Null: not found.
    /// </summary>
    public static IReadOnlyList<double?> Locate(IReadOnlyList<string> texts, string read)
    {
        var places = new double?[texts.Count];
        var there = Words(read);
        var words = texts.Select(Words).ToList();
        for (var length = 3; length >= 1; length--)
        {
            var counts = new Dictionary<string, int>();
            foreach (var run in words.SelectMany(text => Runs(text, length)))
            {
                counts[run] = counts.GetValueOrDefault(run) + 1;
            }

            var positions = new Dictionary<string, int>();
            var at = 0;
            foreach (var run in Runs(there, length))
            {
                positions[run] = positions.ContainsKey(run) ? -1 : at;
                at++;
            }

            for (var i = 0; i < texts.Count; i++)
            {
                var found = Runs(words[i], length).Where(run => counts[run] == 1 && positions.GetValueOrDefault(run, -1) >= 0).Select(run => positions[run]).Order().ToList();
                if (places[i] is null && found.Count > 0)
                {
                    places[i] = found.Count % 2 == 1 ? found[found.Count / 2] : (found[(found.Count / 2) - 1] + found[found.Count / 2]) / 2.0;
                }
            }
        }

        return places;
    }

    private static IEnumerable<int> PagesOf(LayoutElement element) => (element.Continues ?? []).Select(place => place.Page).Prepend(element.Page);

    private static string[] Words(string text) => TextSimilarity.Normalise(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Runs(string[] words, int length)
        => Enumerable.Range(0, Math.Max(0, words.Length - length + 1)).Select(i => string.Join(' ', words, i, length));
}

/// <param name="Tau">-1..1.</param>
/// <param name="Pairs">How many pairs of blocks were compared.</param>
/// <param name="Blocks">How many blocks of the truth have words and an order.</param>
/// <param name="Found">How many of them were found in what was read.</param>
public sealed record OrderScore(double Tau, int Pairs, int Blocks, int Found);
