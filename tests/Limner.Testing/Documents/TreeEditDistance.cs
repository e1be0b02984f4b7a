namespace Limner.Testing.Documents;

/// <summary>A tree with ordered children.</summary>
public sealed record TreeNode<T>(T Value, IReadOnlyList<TreeNode<T>> Children);

/// <summary>
/// The least cost of insertions, deletions (1 each) and changes of nodes that make one ordered tree the other: Zhang and Shasha, "Simple fast algorithms for the editing distance between trees and related
/// problems", SIAM J. Comput. 18(6), 1989.
/// </summary>
public static class TreeEditDistance
{
    /// <param name="change">What it costs to change one value into another, 0..1.</param>
    public static double Of<T>(TreeNode<T> a, TreeNode<T> b, Func<T, T, double> change)
    {
        var (one, other) = (new PostOrder<T>(a), new PostOrder<T>(b));
        var trees = new double[one.Values.Count, other.Values.Count];
        var forests = new double[one.Values.Count + 1, other.Values.Count + 1];
        foreach (var i in one.KeyRoots)
        {
            foreach (var j in other.KeyRoots)
            {
                Compare(one, other, i, j, trees, forests, change);
            }
        }

        return trees[one.Values.Count - 1, other.Values.Count - 1];
    }

    private static void Compare<T>(PostOrder<T> a, PostOrder<T> b, int rootA, int rootB, double[,] trees, double[,] forests, Func<T, T, double> change)
    {
        var (firstA, firstB) = (a.LeftmostLeaf[rootA], b.LeftmostLeaf[rootB]);
        forests[0, 0] = 0;
        for (var i = firstA; i <= rootA; i++)
        {
            forests[i - firstA + 1, 0] = forests[i - firstA, 0] + 1;
        }

        for (var j = firstB; j <= rootB; j++)
        {
            forests[0, j - firstB + 1] = forests[0, j - firstB] + 1;
        }

        for (var i = firstA; i <= rootA; i++)
        {
            for (var j = firstB; j <= rootB; j++)
            {
                var (x, y) = (i - firstA + 1, j - firstB + 1);
                var edited = Math.Min(forests[x - 1, y], forests[x, y - 1]) + 1;
                if (a.LeftmostLeaf[i] == firstA && b.LeftmostLeaf[j] == firstB)
                {
                    forests[x, y] = Math.Min(edited, forests[x - 1, y - 1] + change(a.Values[i], b.Values[j]));
                    trees[i, j] = forests[x, y];
                }
                else
                {
                    forests[x, y] = Math.Min(edited, forests[a.LeftmostLeaf[i] - firstA, b.LeftmostLeaf[j] - firstB] + trees[i, j]);
                }
            }
        }
    }

    private sealed class PostOrder<T>
    {
        public PostOrder(TreeNode<T> root)
        {
            Visit(root);
            var last = new Dictionary<int, int>();
            for (var i = 0; i < Values.Count; i++)
            {
                last[LeftmostLeaf[i]] = i;
            }

            KeyRoots = [.. last.Values.Order()];
        }

        public List<T> Values { get; } = [];

        public List<int> LeftmostLeaf { get; } = [];

        /// <summary>The root and every node with a sibling to its left.</summary>
        public IReadOnlyList<int> KeyRoots { get; }

        private int Visit(TreeNode<T> node)
        {
            var leftmost = -1;
            foreach (var child in node.Children)
            {
                var leaf = Visit(child);
                leftmost = leftmost < 0 ? leaf : leftmost;
            }

            Values.Add(node.Value);
            LeftmostLeaf.Add(leftmost < 0 ? Values.Count - 1 : leftmost);
            return LeftmostLeaf[^1];
        }
    }
}
