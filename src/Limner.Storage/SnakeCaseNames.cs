using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Limner.Storage;

/// <summary>Columns are named in snake_case, as in the SQL scripts. Tables are named by the modules.</summary>
internal static class SnakeCaseNames
{
    public static void Apply(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            }
        }
    }
}
