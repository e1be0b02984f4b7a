using Limner.Jobs;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Limner.Architecture.Tests;

/// <summary>What a module shows: its doors, interfaces, data. What does the work inside is nobody else's to call.</summary>
public sealed class PublicSurfaceTests
{
    private static readonly Type[] InnerRoles =
    [
        typeof(IHostedService), typeof(IHealthCheck), typeof(ISchemaModule), typeof(IJobHandler), typeof(IExceptionHandler), typeof(IDomainEventHandler<>), typeof(Hub), typeof(DbContext),
    ];

    [Fact]
    public void Working_parts_are_internal_and_public_classes_are_closed()
        => Modules.Assemblies.SelectMany(assembly => assembly.GetExportedTypes()).SelectMany(FindViolations).ShouldBeEmpty();

    [Fact]
    public void A_public_working_part_is_found()
    {
        FindViolations(typeof(PlantedCheck)).ShouldHaveSingleItem().ShouldContain("IHealthCheck");
        FindViolations(typeof(PlantedHandler)).ShouldHaveSingleItem().ShouldContain("IDomainEventHandler");
        FindViolations(typeof(PlantedEndpoints)).ShouldHaveSingleItem().ShouldContain("endpoints");
    }

    [Fact]
    public void A_class_left_open_is_found() => FindViolations(typeof(PlantedOpen)).ShouldHaveSingleItem().ShouldContain("sealed");

    private static IEnumerable<string> FindViolations(Type type)
    {
        foreach (var role in InnerRoles.Where(role => type.IsClass && Plays(type, role) && type != typeof(LimnerDb)))
        {
            yield return $"{type.FullName} is public although it is a {role.Name}";
        }

        if (type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Endpoints", StringComparison.Ordinal))
        {
            yield return $"{type.FullName} is public although its endpoints are reached through the module's door";
        }

        if (type is { IsClass: true, IsSealed: false, IsAbstract: false })
        {
            yield return $"{type.FullName} is neither sealed nor abstract";
        }
    }

    private static bool Plays(Type type, Type role)
        => role.IsGenericTypeDefinition
            ? type.GetInterfaces().Any(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == role)
            : type.IsAssignableTo(role);

    public sealed class PlantedCheck : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(HealthCheckResult.Healthy());
    }

    public sealed record PlantedEvent : IDomainEvent;

    public sealed class PlantedHandler : IDomainEventHandler<PlantedEvent>
    {
        public Task HandleAsync(PlantedEvent message, LimnerDb db, CancellationToken cancellation) => Task.CompletedTask;
    }

    public static class PlantedEndpoints;

    public class PlantedOpen;
}
