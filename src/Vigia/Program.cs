using Vigia.Commands;
using Vigia.Output;

return await VigiaCommand.InvokeAsync(args, Terminal.OfProcess());
