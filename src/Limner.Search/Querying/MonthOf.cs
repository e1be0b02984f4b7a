using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Limner.Search.Querying;

/// <summary>The calendar month of a stored time, computed in the database.</summary>
internal static class MonthOf
{
    /// <summary><c>2024-05</c>. In queries only.</summary>
    public static string Time(DateTimeOffset time) => throw new InvalidOperationException($"{nameof(MonthOf)} is translated to SQL; {time} was given to it outside a query.");

    public static void Register(ModelBuilder model)
        => model.HasDbFunction(typeof(MonthOf).GetMethod(nameof(Time))!).HasTranslation(arguments => new SqlFunctionExpression(
            "strftime",
            [
                new SqlFragmentExpression("'%Y-%m'"),
                // Not of whole numbers: that would round half a second before a new month into it, before 1970.
                new SqlBinaryExpression(ExpressionType.Divide, arguments[0], new SqlFragmentExpression("1000.0"), arguments[0].Type, arguments[0].TypeMapping),
                new SqlFragmentExpression("'unixepoch'"),
            ],
            nullable: false,
            argumentsPropagateNullability: [false, false, false],
            typeof(string),
            typeMapping: null));
}
