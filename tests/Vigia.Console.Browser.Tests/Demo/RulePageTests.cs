using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>Rules over a running demo: found, made in a form, changed, taken back.</summary>
public sealed class RulePageTests(ChromiumBrowser browser, DemoServer demo)
{
    // Others may use the machine.
    private const float Patience = 20_000;

    // A graph of hours begins at its first whole step, which comes up to a minute after a monitor's first start.
    private const float FirstStep = 60_000 + Patience;

    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

    [Theory]
    [InlineData("en-US", ColorScheme.Light, 1440, "QueueHasSomething")]
    [InlineData("pt-BR", ColorScheme.Dark, 390, "FilaComAlgo")]
    public async Task Form_RuleWithAnErrorFirst_IsPreviewedSavedChangedAndUndone(string locale, ColorScheme scheme, int width, string name)
    {
        bool isEnglish = locale == "en-US";
        string suffix = isEnglish ? "light" : "dark-narrow";
        string file = name.ToLowerInvariant() + ".yml";
        await using WatchedPage watched = await demo.OpenAsync(browser, "/ui/alerts/rules", locale, scheme, width);
        IPage page = watched.Page;

        // Found by a part of its name; its graph is drawn below it, as soon as there is data.
        await page.Locator(".rule-filters input").FillAsync("QueueSize");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".table.rules tbody tr")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("text=QueueSize"));
        await page.Locator(".graph-of").ClickAsync();
        await Assertions.Expect(page.Locator(".rule-graph .panel")).ToBeVisibleAsync(new() { Timeout = Patience });
        await AssertSoundAsync(watched, width);
        await watched.ShootAsync("rules-filtered-" + suffix);
        await page.GotoAsync("/ui/alerts/rules");
        await watched.UntilInteractiveAsync();
        await AssertSoundAsync(watched, width);
        await watched.ShootAsync("rules-" + suffix);

        // A new rule in a file of its own, wrong at first.
        await page.GetByRole(AriaRole.Button, new() { Name = isEnglish ? "New rule" : "Nova regra" }).ClickAsync();
        ILocator form = page.GetByRole(AriaRole.Dialog);
        await form.Locator(".form-row select").First.SelectOptionAsync("");
        await Assertions.Expect(form.Locator("#rule-name-error")).ToContainTextAsync(".yml", new() { Timeout = Patience });
        await form.GetByLabel(isEnglish ? "File name" : "Nome do arquivo").FillAsync(file);
        await form.GetByLabel(isEnglish ? "Name of the group" : "Nome do grupo").FillAsync("made here");
        await form.GetByLabel(isEnglish ? "Alert" : "Alerta", new() { Exact = true }).FillAsync(name);
        await form.GetByLabel(isEnglish ? "For (wait before firing)" : "Por (espera antes de disparar)").FillAsync("soon");
        await TypeAsync(page, form, "sum(queue_size) >");
        await Assertions.Expect(form.Locator("#rule-expression-error")).ToContainTextAsync("could not parse expression", new() { Timeout = Patience });
        await Assertions.Expect(form.Locator("#rule-for-error")).ToContainTextAsync("not a valid duration", new() { Timeout = Patience });
        await Assertions.Expect(form.Locator("[aria-invalid=true]")).ToHaveCountAsync(1);
        ILocator save = form.GetByRole(AriaRole.Button, new() { Name = isEnglish ? "Save" : "Salvar" });
        await Assertions.Expect(save).ToBeDisabledAsync();
        await AssertSoundAsync(watched, width);
        await watched.ShootAsync("rule-form-errors-" + suffix, whole: false);

        // Escape leaves what was written.
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(form).ToBeVisibleAsync();

        // Right, it shows what it would be.
        await form.GetByLabel(isEnglish ? "For (wait before firing)" : "Por (espera antes de disparar)").FillAsync("0s");
        await TypeAsync(page, form, "process_cpu_seconds_total > 0.001");
        ILocator summary = form.Locator("fieldset").Nth(1).Locator("textarea").First;
        await summary.FillAsync("{{ $labels.job }} = {{ $value | humanize }}");
        await Assertions.Expect(form.Locator(".says")).ToContainTextAsync(" = ", new() { Timeout = Patience });
        await Assertions.Expect(form.Locator(".preview .instance .chip").First).ToHaveTextAsync(isEnglish ? "firing" : "disparando", new() { Timeout = Patience });
        await Assertions.Expect(form.Locator(".preview .issues")).ToContainTextAsync(isEnglish ? "which only grows until its process restarts" : "que só cresce até o processo reiniciar", new() { Timeout = Patience });
        await Assertions.Expect(form.Locator(".preview .rehearsal")).ToBeVisibleAsync(new() { Timeout = Patience });
        await watched.UntilAsync("() => document.querySelector('.preview .plot-over')?.dataset.drawn === 'true' && document.querySelector('.preview .plot-threshold') !== null", FirstStep);
        await AssertSoundAsync(watched, width);
        await watched.ShootAsync("rule-form-" + suffix, whole: false);
        await form.Locator(".preview").ScrollIntoViewIfNeededAsync();
        await watched.ShootAsync("rule-preview-" + suffix, whole: false);
        await save.ClickAsync();
        await Assertions.Expect(form).ToHaveCountAsync(0);
        Assert.Equal("process_cpu_seconds_total > 0.001", await QueryOfAsync(watched, name));

        // It fires at its group's next turn; its panel draws the expression with the threshold, and leads on to the dead messages of then.
        await page.GotoAsync("/ui/alerts");
        await watched.UntilInteractiveAsync();
        await page.Locator("tr", new() { HasText = name }).First.GetByRole(AriaRole.Button).ClickAsync(new() { Timeout = 2 * Patience });
        ILocator alert = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(alert.GetByRole(AriaRole.Link, new() { Name = isEnglish ? "Graph" : "Gráfico" })).ToBeVisibleAsync(new() { Timeout = Patience });
        await watched.UntilAsync("() => document.querySelector('[role=dialog] .plot-over')?.dataset.drawn === 'true' && document.querySelector('[role=dialog] .plot-threshold') !== null", FirstStep);
        await AssertSoundAsync(watched, width);
        await watched.ShootAsync("alert-panel-" + suffix, whole: false);
        await page.GotoAsync("/ui/alerts/rules");
        await watched.UntilInteractiveAsync();

        // Changed in the same form, then taken back.
        await page.GetByRole(AriaRole.Button, new() { Name = isEnglish ? $"Edit {name}" : $"Editar {name}" }).ClickAsync();
        await TypeAsync(page, form, "process_cpu_seconds_total > 900000");
        await Assertions.Expect(form.Locator(".preview")).ToContainTextAsync(isEnglish ? "The condition does not hold now" : "A condição não vale agora", new() { Timeout = Patience });
        await save.ClickAsync();
        await Assertions.Expect(form).ToHaveCountAsync(0);
        Assert.Equal("process_cpu_seconds_total > 900000", await QueryOfAsync(watched, name));
        ILocator card = page.GetByRole(AriaRole.Region, new() { Name = file });
        await card.GetByRole(AriaRole.Button, new() { Name = isEnglish ? "Undo" : "Desfazer" }).ClickAsync();
        await Assertions.Expect(card).ToContainTextAsync("process_cpu_seconds_total > 0.001");
        Assert.Equal("process_cpu_seconds_total > 0.001", await QueryOfAsync(watched, name));

        // Found from anywhere.
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator(".searcher input").FillAsync(name);
        await Assertions.Expect(page.Locator("#found a").First).ToContainTextAsync(name);
        Assert.Contains("/ui/alerts/rules?text=" + name, string.Join(' ', await page.Locator("#found a").EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('href'))")), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Escape");

        await card.GetByRole(AriaRole.Button, new() { Name = isEnglish ? "Delete" : "Excluir" }).ClickAsync();
        await page.Locator(".mud-dialog button").Last.ClickAsync();
        await Assertions.Expect(card).ToHaveCountAsync(0);

        // The checker itself, loaded again beside the editor's module loader.
        watched.Forgive("Duplicate definition of module 'axe-core'");
        watched.AssertClean();
    }

    [Theory]
    [InlineData("alerts")]
    [InlineData("alerts/rules")]
    [InlineData("alerts/silences")]
    [InlineData("alerts/history")]
    [InlineData("alerts/receivers")]
    public async Task Pages_OnAPhone_FitInBothThemes(string path)
    {
        foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using WatchedPage watched = await demo.OpenAsync(browser, "/ui/" + path, "pt-BR", scheme, 390);
            await AssertSoundAsync(watched, 390);
            await watched.ShootAsync($"phone-{path.Replace('/', '-')}-{scheme.ToString().ToLowerInvariant()}");
            watched.AssertClean();
        }
    }

    /// <summary>Writes into the editor, Monaco or the plain field that phones have.</summary>
    private static async Task TypeAsync(IPage page, ILocator form, string expression)
    {
        if (await page.EvaluateAsync<bool>("() => matchMedia('(pointer: coarse)').matches"))
        {
            await form.Locator(".query-editor textarea").FillAsync(expression);
            return;
        }

        await form.Locator(".query-editor .monaco-editor").First.ClickAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.InsertTextAsync(expression);
    }

    private static async Task<string?> QueryOfAsync(WatchedPage watched, string name)
    {
        JsonElement answer = await watched.EvaluateAsync("async () => (await fetch('/api/v1/rules')).json()");
        return answer.GetProperty("data").GetProperty("groups").EnumerateArray().SelectMany(static group => group.GetProperty("rules").EnumerateArray())
            .Where(rule => rule.GetProperty("name").GetString() == name).Select(static rule => rule.GetProperty("query").GetString()).SingleOrDefault();
    }

    private static async Task AssertSoundAsync(WatchedPage watched, int width)
    {
        Assert.True(await watched.EvaluateAsync<bool>($"() => document.documentElement.scrollWidth <= {width}"), $"wider than {width}");
        AxeResult result = await watched.Page.RunAxe(Rules);
        Assert.NotEmpty(result.Passes);
        Assert.Equal("", string.Join("\n", result.Violations.Select(static rule => $"{rule.Id}: {string.Join(" | ", rule.Nodes.Take(6).Select(static node => node.Html[..Math.Min(200, node.Html.Length)]))}")));
    }
}
