using System.Linq.Expressions;
using Limner.Library;
using Limner.Storage;

namespace Limner.Search.Querying.Conditions;

/// <summary>All of one or more conditions.</summary>
internal sealed record AllOf(IReadOnlyList<ImageCondition> Parts) : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher) => Parts.Select(part => part.Of(db, searcher)).Aggregate((left, right) => Join(left, right, Expression.AndAlso));

    internal static Expression<Func<ImageRow, bool>> Join(Expression<Func<ImageRow, bool>> left, Expression<Func<ImageRow, bool>> right, Func<Expression, Expression, Expression> by)
        => Expression.Lambda<Func<ImageRow, bool>>(by(left.Body, new Renamed(right.Parameters[0], left.Parameters[0]).Visit(right.Body)), left.Parameters);

    private sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}

/// <summary>Any of one or more conditions.</summary>
internal sealed record AnyOf(IReadOnlyList<ImageCondition> Parts) : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher) => Parts.Select(part => part.Of(db, searcher)).Aggregate((left, right) => AllOf.Join(left, right, Expression.OrElse));
}

internal sealed record Not(ImageCondition Part) : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var part = Part.Of(db, searcher);
        return Expression.Lambda<Func<ImageRow, bool>>(Expression.Not(part.Body), part.Parameters);
    }
}

/// <summary>No image.</summary>
internal sealed record Nowhere : ImageCondition
{
    public static readonly Nowhere Instance = new();

    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher) => image => false;
}
