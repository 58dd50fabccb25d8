// Runs before the first paint, so that a dark page never flashes white.
(() => {
  "use strict";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const apply = () => {
    const choice = stored();
    const dark = choice === "dark" || (choice !== "light" && system.matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
    document.dispatchEvent(new CustomEvent("theme:change"));
  };
  system.addEventListener("change", apply);
  window.shirubeTheme = {
    choice: () => stored() || "system",
    choose(value) {
      try { value === "system" ? localStorage.removeItem("theme") : localStorage.setItem("theme", value); } catch { /* private window: the choice lives until reload */ }
      apply();
    },
  };
  apply();
})();
