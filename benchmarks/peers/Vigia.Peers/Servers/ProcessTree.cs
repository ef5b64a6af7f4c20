using System.Globalization;

namespace Vigia.Peers.Servers;

/// <summary>CPU time of a process and all below it, from <c>/proc</c>.</summary>
internal static class ProcessTree
{
    /// <summary>User and system seconds so far. The kernel counts in hundredths of a second.</summary>
    public static double CpuSeconds(int root)
    {
        var parents = new Dictionary<int, (int Parent, double Cpu)>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && Read(folder) is { } stat)
            {
                parents[pid] = stat;
            }
        }

        return parents.Where(entry => IsBelow(entry.Key)).Sum(entry => entry.Value.Cpu);

        bool IsBelow(int pid)
        {
            while (pid > 1)
            {
                if (pid == root)
                {
                    return true;
                }

                pid = parents.TryGetValue(pid, out (int Parent, double Cpu) stat) ? stat.Parent : 0;
            }

            return false;
        }
    }

    private static (int Parent, double Cpu)? Read(string folder)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));

            // pid (comm) state ppid …: comm may hold blanks, so count from its closing parenthesis.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            double ticks = double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), ticks / 100);
        }
        catch (IOException)
        {
            // It ended between the listing and the reading.
            return null;
        }
    }
}
