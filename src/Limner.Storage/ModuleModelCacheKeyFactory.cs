using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Limner.Storage;

/// <summary>
/// EF Core keeps one model for each context type. Here the model also depends on the modules: two databases in one process, in tests say,
/// may have different ones.
/// </summary>
internal sealed class ModuleModelCacheKeyFactory : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (context.GetType(), ((LimnerDb)context).ModelKey, designTime);
}
