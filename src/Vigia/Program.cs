using Microsoft.AspNetCore.Builder;
using Vigia.Integration;

await using WebApplication app = ModuleHost.Build(Directory.GetCurrentDirectory());
await app.RunAsync();
