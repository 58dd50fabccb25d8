// Behaviour of every page. Pages work without it: each control is a link or a form.
(() => {
  "use strict";

  const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content || "";

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });

  // While Japanese text is being converted, Enter and J/K belong to the input method.
  const isComposing = (event) => event.isComposing || event.keyCode === 229;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && isComposing(event) && event.target.tagName === "INPUT") event.preventDefault();
  });
  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.triggeringEvent && event.detail.triggeringEvent.isComposing) event.preventDefault();
  });

  // Number and range inputs that mean the same value follow each other: data-pair holds the other's id.
  document.addEventListener("input", (event) => {
    const pair = event.target.dataset && event.target.dataset.pair;
    const other = pair && document.getElementById(pair);
    if (other && other.value !== event.target.value) other.value = event.target.value;
  });

  // Links and buttons with data-key answer to that key outside of text fields.
  const isTyping = (element) => element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (!/^[a-z0-9]$/i.test(event.key)) return;
    const target = document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
    // At once: what is typed next belongs into the field that opened, and must not be taken for another key.
    const opened = target.closest("details[data-focus]");
    if (opened && opened.open) opened.querySelector("textarea").focus();
  });

  const showThemeChoice = () => {
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === window.shirubeTheme.choice()));
    }
  };
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (choice) { window.shirubeTheme.choose(choice.dataset.themeChoice); showThemeChoice(); }
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // A form that runs long work must not be sent twice by a double click.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.matches("[data-repeatable]")) return;
    const button = event.submitter;
    if (button) setTimeout(() => { button.disabled = true; }, 0);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
  });

  // The navigation is longer than a low screen: show where one is.
  const navigation = document.querySelector(".sidebar .offcanvas-body");
  const current = navigation && navigation.querySelector("[aria-current]");
  if (current && current.offsetTop + current.offsetHeight > navigation.clientHeight) navigation.scrollTop = current.offsetTop - navigation.clientHeight / 2;

  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
  showThemeChoice();
})();
