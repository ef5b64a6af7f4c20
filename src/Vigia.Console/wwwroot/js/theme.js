// Marks the page with the chosen theme before its first paint. Without a choice the style sheet follows the system.
(() => {
  "use strict";
  const root = document.documentElement;
  const chosen = /(?:^|;\s*)vigia_theme=(dark|light)(?:;|$)/.exec(document.cookie)?.[1];
  if (chosen) root.dataset.theme = chosen;

  // For the theme button: "dark", "light" or null for the system's. A year, and never sent to another site.
  window.vigiaTheme = {
    get: () => root.dataset.theme ?? null,
    dark: () => root.dataset.theme === "dark" || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches),
    set(theme) {
      const known = theme === "dark" || theme === "light";
      if (known) root.dataset.theme = theme;
      else delete root.dataset.theme;
      document.cookie = `vigia_theme=${known ? theme : ""};path=/;max-age=${known ? 31536000 : 0};samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
    },
    toggle() {
      this.set(this.dark() ? "light" : "dark");
      return root.dataset.theme;
    },
  };
})();
